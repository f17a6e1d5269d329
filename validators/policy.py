"""Policy: every number and switch of the rules, with its default (rules.md, section 2).

A file changes some of them:

    csa_max_age_days = 15
    ct_major_private = "forbid"

    [papers]
    controle_technique = "warn"
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self, get_args

import pydantic

from pipeline.core.errors import UsageError
from pipeline.core.model import Frozen

Level = Literal["required", "warn", "off"]
NeverAsked = Literal["off"]


class Papers(Frozen):
    """What the absence of a paper means. None leaves it to the operation (`validators.matrix`).

    A paper that is there is judged whatever stands here. Where it is not required, what is wrong with the paper itself
    (its dates, its sides, its signature) only warns.
    """

    carte_grise: Level | None = None
    certificat_cession: Level | None = None
    controle_technique: Level | None = None
    """'required' still asks it only where the vehicle needs one."""
    situation_administrative: Level | None = None
    piece_identite: Level | None = None
    """Of the persons of whom the operation asks one; of nobody else."""
    mandat: Level | None = None
    """Asked for where a prestataire files."""
    declaration_achat: Level | None = None
    """Asked for where a party is in the car trade."""
    demande_immatriculation: Level | None = None
    """Asked for where a prestataire files; the `require_13750` of rules.md."""
    kbis: Level | None = None
    """Asked for where the party for whom the operation is made is a company."""
    accuse_cession: NeverAsked = "off"
    """No operation asks for it."""
    procuration: Level | None = None
    """What is wrong with a proxy; without one the rules about signatures ask for all of them."""
    justificatif_domicile: Level | None = None
    """Asked for of a private buyer; the `require_domicile` of rules.md."""


class IdExpiredBetween(Frozen):
    """What an identity paper means that ran out between the sale and the request."""

    vendeur: Literal["warn", "reject"] = "warn"
    acquereur: Literal["warn", "reject"] = "reject"


class Policy(Frozen):
    """The parameters. Names are stable."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, strict=True)

    min_confidence: float = pydantic.Field(default=0.80, gt=0, le=1)
    """0 to 1; a value read with less is a doubt, and a doubt is never a pass."""
    min_classification: float = pydantic.Field(default=0.50, ge=0, le=1)
    """0 to 1; a paper recognised with less has to be looked at."""

    csa_max_age_days: int = pydantic.Field(default=15, ge=1)
    """Days, exclusive: 15 accepts ages 0 to 14 (code de la route, L322-2 and R322-4 V)."""
    csa_boundary: Literal["strict", "lenient"] = "strict"
    """Reading of "moins de": lenient makes the boundary day a warning."""
    csa_reference: Literal["sale", "application"] = "sale"
    """Day on which the age of the situation administrative counts."""
    csa_issued_after_sale: Literal["warn", "reject"] = "warn"
    """A certificate made after the sale."""
    csa_missing: Literal["reject", "warn"] = "reject"
    """No certificat de situation administrative."""
    csa_gage: Literal["reject_unless_ack", "reject", "warn"] = "reject_unless_ack"
    """reject_unless_ack: no acknowledgement is read by this version, so a pledge rejects."""

    ct_max_age_months: int = pydantic.Field(default=6, ge=1)
    """Months, exclusive (code de la route, R323-22 and R323-27)."""
    ct_major_months: int = pydantic.Field(default=2, ge=1)
    """Months, exclusive: how long a result S can be used."""
    ct_major_months_heavy: int = pydantic.Field(default=1, ge=1)
    """Months, exclusive, above 3.5 t."""
    ct_major_private: Literal["allow_within_2_months", "forbid"] = "allow_within_2_months"
    """Sale with major defects."""
    ct_critical: Literal["reject", "same_day_warn"] = "reject"
    """Sale with critical defects; same_day_warn: inspected, sold and filed on one day only warns."""
    ct_min_age_years: int = pydantic.Field(default=4, ge=0)
    """Years from the first registration; VP, CTTE, VASP up to 3.5 t."""
    ct_min_age_years_l: int = pydantic.Field(default=5, ge=0)
    """Years from the first registration; category L."""
    ct_l_effective: date = date(2024, 4, 15)
    """First day of the contrôle technique of category L."""
    ct_age_boundary: Literal["inclusive", "exclusive"] = "inclusive"
    """Whether "plus de quatre ans" is reached on the anniversary itself."""
    ct_age_reference: Literal["sale", "application", "stricter"] = "sale"
    """Day on which the age of the vehicle counts."""
    ct_alert_days: int = pydantic.Field(default=30, ge=0)
    """Days before the end of use from which the report reminds of it."""
    ct_stamp_accepted: Literal["accept", "review", "reject"] = "review"
    """What the stamp X.1 of the card is worth in place of the report."""

    declaration_days: int = pydantic.Field(default=15, ge=0)
    """Days, inclusive (code de la route, R322-4 I)."""
    da_days: int = pydantic.Field(default=15, ge=0)
    """Days, inclusive, for a buyer in the car trade (code de la route, R322-4 III)."""
    late_declaration: Literal["warn", "info"] = "warn"
    """A sale declared late."""
    buyer_delay: int = pydantic.Field(default=1, ge=0)
    """Months, inclusive (code de la route, R322-5)."""

    address_policy: Literal["reject", "warn", "off"] = "reject"
    """reject: another town rejects, another street warns."""
    ci_mention_time: Literal["warn", "reject"] = "warn"
    """No hour, or another one, in the mention on the card."""
    cerfa_time_missing: Literal["reject", "warn"] = "reject"
    """No hour on the certificat de cession."""
    time_tolerance_min: int = pydantic.Field(default=0, ge=0)
    """Minutes between the hour on the card and the one on the cerfa."""
    stamp_missing: Literal["reject", "warn"] = "reject"
    """No stamp of a company that sells."""
    accepted_forms: tuple[str, ...] = pydantic.Field(default=("15776*02", "15776*01"), strict=False)
    """Forms of the certificat de cession in force."""
    legacy_form_cutoff: date = date(2017, 12, 1)
    """First day of sale for which the form 13754 is refused."""
    form_first_dates: dict[str, date] = pydantic.Field(
        default={"15776*01": date(2017, 8, 1), "15776*02": date(2022, 2, 15)}
    )
    """First day on which each edition of the cerfa existed."""
    sale_very_old_years: int = pydantic.Field(default=5, ge=0)
    """Years after which a sale is so old that a person has to look."""
    cpi_as_title: Literal["reject", "warn"] = "reject"
    """A provisional certificate in place of the card."""
    c41_semantics: Literal["total", "coholders", "auto"] = "auto"
    """What the number printed in C.4.1 counts; see `holders`."""
    legacy_ou: Literal["any_one_signs_warn", "all_sign"] = "any_one_signs_warn"
    """Who signs for "M. X OU MME Y" on an old card."""

    mandat_max_age_days: int = pydantic.Field(default=90, ge=0)
    """Days, inclusive, from the mandate to the request."""
    mandat_agent: str | None = None
    """Name of the prestataire who files, as its mandates write it: the agent that a mandate names is compared with it.
    None: a mandate has to name an agent, whoever it is."""
    kbis_reject_months: int = pydantic.Field(default=24, ge=1)
    """Months, exclusive (arrêté du 9 février 2009, annexe IV)."""
    kbis_warn_months: int = pydantic.Field(default=3, ge=0)
    """Months, exclusive: what is asked for in practice."""
    kbis_da_warn_months: int = pydantic.Field(default=12, ge=0)
    """Months, exclusive, for a trader who declares a purchase."""
    code_validity_days: int = pydantic.Field(default=15, ge=0)
    """Days, inclusive, from the declaration of the sale."""
    code_lengths: tuple[int, ...] = pydantic.Field(default=(11, 5), strict=False)
    """Characters; a code of 5 holds a letter."""
    coupon_unfilled: Literal["warn", "reject"] = "warn"
    """A coupon with nothing written on it for a buyer who will drive with it."""

    km_tolerance: int = pydantic.Field(default=0, ge=0)
    """Kilometres by which the cerfa may stand below the contrôle technique."""
    km_below: Literal["reject", "review", "warn"] = "reject"
    """An odometer reading below that of the contrôle technique."""
    km_slack: int = pydantic.Field(default=1000, ge=0)
    """Kilometres."""
    km_per_day_max: int = pydantic.Field(default=300, ge=0)
    """Kilometres a day."""

    formule_year_newyear_days: int = pydantic.Field(default=31, ge=0)
    """Days around New Year in which the year of the formule may differ from the one of the card by one."""
    fraud_review_score: int = pydantic.Field(default=4, ge=1)
    """Points, inclusive, from which weak signals together have to be looked at."""
    siv_start_new: date = date(2009, 4, 15)
    """First day of the SIV for new vehicles."""
    siv_start_used: date = date(2009, 10, 15)
    """First day of the SIV for used vehicles."""

    id_reference: Literal["application", "sale"] = "application"
    """Day on which identity papers have to be in force."""
    id_expired_between: IdExpiredBetween = pydantic.Field(default_factory=IdExpiredBetween)
    """Of the seller and of the buyer, where that day is the one of the request."""
    cni_extension: int = pydantic.Field(default=5, ge=0)
    """Years by which French cards issued to adults from 2 January 2004 to 31 December 2013 run longer than printed."""
    mrz_fail: Literal["review", "reject"] = "review"
    """What wrong check digits of a strip mean that was surely read."""
    domicile_max_months: int = pydantic.Field(default=6, ge=1)
    """Months, exclusive: age of a bill or receipt that proves the buyer's address (arrêté du 9 février 2009, IV)."""

    papers: Papers = pydantic.Field(default_factory=Papers)

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """The policy of that file, defaults where it says nothing.

        Raises:
            UsageError: the file is absent, is no TOML, has an unknown key or a value of the wrong kind.
        """
        try:
            return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise UsageError(f"fichier de paramètres {path} illisible : {error.strerror}.") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"fichier de paramètres {path} : TOML incorrect ({error}).") from error
        except pydantic.ValidationError as error:
            faults = " ; ".join(
                _fault(fault["loc"], fault["type"], fault["msg"], fault.get("ctx", {})) for fault in error.errors()
            )
            raise UsageError(f"fichier de paramètres {path} : {faults}.") from error

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Every parameter, those of a table as 'papers.kind'."""
        own = (name for name in cls.model_fields if name != "papers")
        return (*own, *(f"papers.{kind}" for kind in Papers.model_fields))

    def chosen(self) -> frozenset[str]:
        """The parameters that a file has set, even to their default."""
        return frozenset(self.model_fields_set - {"papers"}) | {f"papers.{one}" for one in self.papers.model_fields_set}

    def digest(self) -> str:
        """SHA-256 of all parameters in force, hexadecimal."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def holders(self, printed: int) -> int:
        """How many holders the number printed in C.4.1 stands for, the first included.

        The decree and the specimen count all holders, service-public the others only: in doubt ('auto') 2 and more
        are all holders, and 1 means that there is one beside the first.
        """
        return printed + 1 if self.c41_semantics == "coholders" else max(2, printed)


_UNITS = {"Days": "jours", "Months": "mois", "Years": "ans", "Kilometres": "kilomètres", "Minutes": "minutes"}
"""First word of the description of a parameter to its unit."""

_LIMITS = {"ge": "au moins", "gt": "plus de", "le": "au plus", "lt": "moins de"}
"""Pydantic's name of a limit to its words."""

_WANTED = {
    "int": "un nombre entier",
    "float": "un nombre",
    "date": "une date (2026-03-12, sans guillemets)",
    "string": "un texte entre guillemets",
    "tuple": "une liste",
    "dict": "une table",
    "model": "une table",
}
"""First part of pydantic's name of a fault to what should have been there."""


def _fault(at: tuple[int | str, ...], kind: str, message: str, limits: Mapping[str, Any]) -> str:
    """What is wrong with one parameter of the file, and what would be right; the arguments are pydantic's."""
    place = tuple(map(str, at))
    name = ".".join(place)
    if kind == "extra_forbidden":
        near = get_close_matches(name, Policy.names(), n=1) or get_close_matches(place[-1], Policy.names(), n=1)
        return f"clé inconnue « {name} »" + (f", peut-être « {near[0]} »" if near else "")
    field = Papers.model_fields.get(place[-1]) or Policy.model_fields[place[0]]
    if kind == "literal_error":
        choices = ", ".join(f'"{choice}"' for choice in _choices(field.annotation))
        return f"« {name} » : valeurs possibles {choices}"
    unit = _UNITS.get(re.split(r"\W", field.description or "")[0], "")
    in_unit = f", en {unit}" if unit else ""
    for limit, words in _LIMITS.items():
        if limit in limits:
            return f"« {name} » doit être {words} {limits[limit]:g}{in_unit}"
    wanted = _WANTED.get(kind.partition("_")[0])
    return f"« {name} » doit être {wanted}{in_unit}" if wanted else f"« {name} » : {message}"


def _choices(annotation: Any) -> tuple[str, ...]:
    """The words that a parameter may be."""
    parts = get_args(annotation)
    return tuple(word for part in parts for word in ((part,) if isinstance(part, str) else _choices(part)))
