"""Finding a customer by whatever the caller says."""

from heqi.customers.search.find import Hit, SearchResult, search_customers

__all__ = ["Hit", "SearchResult", "search_customers"]
