"""How the clauses on the policies themselves are kept: what people answered and read in time, and
what the framework asks for."""

from heqi.compendium.measures import framework as framework
from heqi.compendium.measures import spreading as spreading
