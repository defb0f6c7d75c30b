"""What each post finds at home: figures and panels, each from what the system really has."""

from heqi.desk.homes.kinds import Home, home_of

__all__ = ["Home", "home_of"]
