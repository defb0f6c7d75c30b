"""A city's worth of believable data that is nobody's: the same every time, dated from now."""

from heqi.web.demo.build import Demo, build_demo, is_empty

__all__ = ["Demo", "build_demo", "is_empty"]
