"""What reports say to people, on a terminal or in a browser: words in two languages, values as people write them."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from pipeline.core.choices import Lang
from pipeline.core.dossier import FileStatus
from pipeline.core.report import Motif
from pipeline.core.report_json import plain

WORDS: Mapping[str, tuple[str, str]] = {
    "pass": ("CONFORME", "PASS"),
    "reject": ("REJETÉ", "REJECTED"),
    "pass_says": (
        "Toutes les règles bloquantes ont été vérifiées et respectées.",
        "Every blocking rule was checked and held.",
    ),
    "non_conforme": ("non conforme", "non-compliant"),
    "incomplet": ("incomplet", "incomplete"),
    "illisible": ("illisible, à vérifier par une personne", "unreadable, a person must look"),
    "wrong": ("À CORRIGER", "TO PUT RIGHT"),
    "look": ("À VÉRIFIER PAR UNE PERSONNE", "TO BE LOOKED AT BY A PERSON"),
    "warnings": ("AVERTISSEMENTS", "WARNINGS"),
    "infos": ("POUR INFORMATION", "FOR INFORMATION"),
    "files": ("FICHIERS NON LUS OU LUS EN PARTIE", "FILES NOT READ, OR READ IN PART"),
    "papers": ("PIÈCES RECONNUES", "PAPERS RECOGNISED"),
    "no_papers": ("Aucune pièce.", "No paper."),
    "rules": ("RÈGLES", "RULES"),
    "todo": ("CE QU'IL RESTE À FAIRE", "WHAT IS LEFT TO DO"),
    "vendeur": ("Vendeur", "Seller"),
    "acquereur": ("Acquéreur", "Buyer"),
    "prestataire": ("Prestataire", "Prestataire"),
    "message": ("MESSAGE À ENVOYER AU CLIENT", "MESSAGE TO SEND TO THE CLIENT (IN FRENCH)"),
    "usable": ("déposer au plus tard le", "file by"),
    "then": ("ensuite", "after that"),
    "histovec": ("pour HistoVec", "for HistoVec"),
    "expected": ("attendu", "expected"),
    "found": ("trouvé", "found"),
    "where": ("où", "where"),
    "action": ("à faire", "to do"),
    "page": ("page", "page"),
    "unread": ("non lu", "not read"),
    "blank": ("vide", "blank"),
    "doubtful": ("à confirmer", "to be confirmed"),
    "yes": ("oui", "yes"),
    "no": ("non", "no"),
    "request": ("demande du", "request of"),
    "sale": ("cession du", "sale of"),
    "seller": ("vendeur", "seller"),
    "buyer": ("acquéreur", "buyer"),
    "op_cession": ("déclaration de cession", "declaration of a sale"),
    "op_immatriculation": ("immatriculation", "registration"),
    "op_achat": ("déclaration d'achat", "declaration of a purchase"),
    "op_destruction": ("destruction", "destruction"),
    "nature_vente": ("vente", "sale"),
    "nature_don": ("don", "gift"),
    "nature_destruction": ("destruction", "destruction"),
    "nature_export": ("export", "export"),
    "nature_succession": ("succession", "inheritance"),
    "passed": ("respectées", "held"),
    "failed": ("non respectées", "broken"),
    "inconclusive": ("non vérifiables", "not decidable"),
    "not_applicable": ("sans objet", "not applicable"),
    "more": ("(--verbose pour la liste)", "(--verbose lists them)"),
}

_STATUS_WORDS: Mapping[FileStatus, tuple[str, str]] = {
    FileStatus.READ: ("lu", "read"),
    FileStatus.DAMAGED: ("endommagé", "damaged"),
    FileStatus.ENCRYPTED: ("protégé", "encrypted"),
    FileStatus.EMPTY: ("vide", "empty"),
    FileStatus.OVERSIZED: ("trop grand", "too large"),
    FileStatus.UNSUPPORTED: ("non pris en charge", "not supported"),
    FileStatus.DUPLICATE: ("doublon", "duplicate"),
    FileStatus.UNREADABLE: ("non lisible", "unreadable"),
}

_VALUES: Mapping[str, tuple[str, str]] = {
    "clear": ("néant", "none"),
    "active": ("OUI", "YES"),
    "societe": ("société", "company"),
    "particulier": ("particulier", "private person"),
    "professionnel": ("professionnel", "car trade"),
    "personne_physique": ("personne physique", "natural person"),
    "personne_morale": ("personne morale", "legal person"),
    "periodique": ("périodique", "periodic"),
    "contre_visite": ("contre-visite", "re-inspection"),
    "complementaire": ("complémentaire", "complementary"),
    "volontaire": ("volontaire", "voluntary"),
    "siv": ("modèle depuis 2009", "model since 2009"),
    "fni": ("modèle d'avant 2009", "model before 2009"),
    "histovec": ("HistoVec", "HistoVec"),
    "siv_detaille": ("SIV, détaillé", "SIV, detailed"),
    "siv_simple": ("SIV, simple", "SIV, simple"),
    "cni": ("carte nationale d'identité", "national identity card"),
    "cni_2021": ("carte nationale d'identité, modèle de 2021", "national identity card, model of 2021"),
    "passeport": ("passeport", "passport"),
    "titre_sejour": ("titre de séjour", "residence permit"),
    "permis": ("permis de conduire", "driving licence"),
}
"""Words of the contract that people write otherwise."""

_ISO_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")


class Wording:
    """Words and values in one language."""

    def __init__(self, lang: Lang, words: Mapping[str, tuple[str, str]] = WORDS) -> None:
        """Take the language, and the words in French and in English by name."""
        self.lang = lang
        self._words = words

    def say(self, word: str) -> str:
        """The word of that name."""
        return self._words[word][self.lang == "en"]

    def motif(self, motif: Motif) -> str:
        """A motif in a word or two, e.g. 'non conforme'."""
        return self.say(motif).partition(",")[0]

    def file_status(self, status: FileStatus) -> str:
        """What became of a file."""
        return _STATUS_WORDS[status][self.lang == "en"]

    def shown(self, value: object) -> str:
        """A value as a person writes it."""
        match value:
            case bool():
                return self.say("yes" if value else "no")
            case date():
                return self.day(value)
            case int() if self.lang == "fr":
                return f"{value:,}".replace(",", "\u202f")
            case str() if value in _VALUES:
                return _VALUES[value][self.lang == "en"]
            case tuple():
                return ", ".join(self.shown(one) for one in value)
            case _:
                simple = plain(value)
                return " ".join(map(str, simple.values())) if isinstance(simple, dict) else str(simple)

    def prose(self, text: str) -> str:
        """A text of a rule, which writes days for programs, with days for people."""
        if self.lang == "en":
            return text
        return _ISO_DAY.sub(r"\3/\2/\1", text).replace("<=", "≤").replace(">=", "≥")

    def day(self, day: date) -> str:
        """A day as people write it; ISO in English, where day and month could be taken for one another."""
        return f"{day:%d/%m/%Y}" if self.lang == "fr" else day.isoformat()

    def moment(self, instant: datetime) -> str:
        """A day with its hour, in the zone of the instant."""
        return f"{self.day(instant.date())} {instant:%H:%M}"
