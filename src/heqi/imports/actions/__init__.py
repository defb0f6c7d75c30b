"""The only writers of imports, a module per step."""

from heqi.imports.actions.checking import check_batch, check_some
from heqi.imports.actions.deciding import confirm_batch, discard_batch, start_check, undo_batch
from heqi.imports.actions.forgetting import forget_batches
from heqi.imports.actions.removing import remove_batch
from heqi.imports.actions.uploading import upload_file
from heqi.imports.actions.writing import write_batch

__all__ = [
    "check_batch",
    "check_some",
    "confirm_batch",
    "discard_batch",
    "forget_batches",
    "remove_batch",
    "start_check",
    "undo_batch",
    "upload_file",
    "write_batch",
]
