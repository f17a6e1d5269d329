"""What a user may choose among, for the command line too: it imports nothing, so that `--help` answers at once."""

from typing import Literal

Operation = Literal["cession", "immatriculation", "achat", "destruction"]
Canal = Literal["prestataire", "ants"]
Party = Literal["particulier", "societe", "professionnel"]
Nature = Literal["vente", "don", "destruction", "export", "succession"]
Lang = Literal["fr", "en"]
"""Of what the user is told."""
Executor = Literal["local", "dask"]
"""What the workers of a batch are."""
RulesFormat = Literal["text", "markdown", "json"]
"""Of the catalogue of the rules."""
