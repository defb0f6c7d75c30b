"""Believable customers that do not exist, in any number."""

from heqi.customers.demo.generate import generate_customers

__all__ = ["generate_customers"]
