"""What is said to the national centre where a message is not taken."""


class Rejected(Exception):  # noqa: N818 - it reads as the refusal it is
    """A message that is not taken: a status of HTTP and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence
