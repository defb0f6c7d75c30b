"""Detectors of what an attentive reader would ask about; general, none knows a line or sentence."""

from .detect import detect

__all__ = ["detect"]
