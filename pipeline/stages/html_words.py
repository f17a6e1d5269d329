"""Words of the HTML report, in French and in English, beside those it shares with the terminal."""

import re
from collections.abc import Mapping

from pipeline.core.choices import Lang
from pipeline.core.labels import paper_label
from pipeline.stages.wording import WORDS

HTML_WORDS: Mapping[str, tuple[str, str]] = {
    **WORDS,
    "title": ("Rapport de contrôle", "Check report"),
    "skip": ("Aller au contenu", "Skip to the content"),
    "contents": ("Sommaire", "Contents"),
    "why": ("Pourquoi", "Why"),
    "file_by_pass": ("À déposer au plus tard le", "File by"),
    "file_by_reject": ("Une fois corrigé, à déposer au plus tard le", "Once put right, file by"),
    "then_fails": ("au-delà, ne tiendra plus :", "after that, this no longer holds:"),
    "asked": ("Demande", "Request"),
    "asked_on": ("Date de la demande", "Date of the request"),
    "sold_on": ("Date de la cession", "Date of the sale"),
    "vehicle": ("Véhicule", "Vehicle"),
    "unknown_party": ("à déterminer", "to be determined"),
    "coholders": ("cotitulaire(s)", "co-holder(s)"),
    "channel": ("Dépôt", "Filed by"),
    "canal_prestataire": ("prestataire habilité", "authorised agent (prestataire)"),
    "canal_ants": ("usager, sur le site de l'ANTS", "the user, on the ANTS site"),
    "h_problems": ("Ce qui ne va pas", "What is wrong"),
    "h_corrections": ("Ce qu'il reste à faire", "What is left to do"),
    "h_message": ("Message prêt à envoyer au client", "Message ready for the client (in French)"),
    "h_warnings": ("Avertissements", "Warnings"),
    "h_infos": ("Pour information", "For information"),
    "h_passed": ("Ce qui est conforme", "What holds"),
    "h_papers": ("Pièces et champs lus", "Papers and fields read"),
    "h_pages": ("Pages", "Pages"),
    "h_rules": ("Règles citées", "Rules cited"),
    "h_provenance": ("Provenance", "Provenance"),
    "n_problems": ("À corriger", "To put right"),
    "n_corrections": ("À faire", "To do"),
    "n_message": ("Message", "Message"),
    "n_warnings": ("Avertissements", "Warnings"),
    "n_infos": ("Informations", "Information"),
    "n_passed": ("Règles respectées", "Rules held"),
    "n_papers": ("Pièces", "Papers"),
    "n_pages": ("Pages", "Pages"),
    "who": ("qui", "who"),
    "source": ("source", "source"),
    "rule": ("règle", "rule"),
    "parameters": ("paramètres en vigueur", "parameters in force"),
    "rule_page": ("fiche complète", "full page"),
    "act_verifier": ("à vérifier", "to be checked"),
    "act_completer": ("à compléter", "to be completed"),
    "act_fournir": ("à fournir", "to be handed in"),
    "act_refaire": ("à refaire", "to be made anew"),
    "act_regler": ("à régler", "to be settled"),
    "motif_non_conforme": ("non conforme", "non-compliant"),
    "motif_incomplet": ("incomplet", "incomplete"),
    "motif_illisible": ("à vérifier à l'œil", "a person must look"),
    "absent": (
        "Rien à montrer : la pièce n'est pas dans le dossier.",
        "Nothing to show: the paper is not in the dossier.",
    ),
    "no_place": (
        "Rien à montrer : ce constat ne tient pas à un endroit précis d'une page.",
        "Nothing to show: this is not about one place on a page.",
    ),
    "no_box": ("aucun emplacement trouvé sur la pièce", "no place found on the paper"),
    "no_picture": ("Image de la page non conservée.", "The picture of this page was not kept."),
    "crop_of": ("Extrait de", "Crop of"),
    "p": ("p.", "p."),
    "boxed": ("encadré", "in the box"),
    "copy": ("Copier le message", "Copy the message"),
    "copied": ("Message copié.", "Message copied."),
    "not_copied": (
        "Copie impossible : le message est sélectionné, utilisez Ctrl+C.",
        "Could not copy: the message is selected, press Ctrl+C.",
    ),
    "unfold": ("Tout déplier", "Unfold all"),
    "fold": ("Tout replier", "Fold all"),
    "rules_held": ("règles respectées", "rules held"),
    "rules_apart": ("règles sans objet ici", "rules that do not apply here"),
    "col_field": ("Champ", "Field"),
    "col_value": ("Valeur", "Value"),
    "col_reading": ("Lecture", "Reading"),
    "state_read": ("lu", "read"),
    "state_doubtful": ("à confirmer", "to be confirmed"),
    "state_unparsable": ("illisible", "unreadable"),
    "state_blank": ("vide", "blank"),
    "state_unknown": ("non lu", "not read"),
    "state_by_hand": ("corrigé à la main", "corrected by hand"),
    "count_by_hand": ("corrigés à la main", "corrected by hand"),
    "by_hand_n": ("{} valeur(s) corrigée(s) à la main", "{} value(s) corrected by hand"),
    "said_by": ("par", "by"),
    "nothing_read": ("rien", "nothing"),
    "was_read": ("la machine avait lu", "the machine had read"),
    "count_read": ("lus", "read"),
    "count_doubtful": ("à confirmer", "to be confirmed"),
    "count_unparsable": ("illisibles", "unreadable"),
    "count_blank": ("vides", "blank"),
    "count_unknown": ("non lus", "not read"),
    "source_form": ("champ du formulaire", "form field"),
    "source_text": ("texte du PDF", "PDF text"),
    "source_ocr": ("lecture optique", "OCR"),
    "source_mrz": ("bande de lecture (MRZ)", "machine readable zone"),
    "source_barcode": ("2D-Doc", "2D-Doc"),
    "source_pixels": ("marque à l'encre", "ink mark"),
    "source_derived": ("déduit d'autres champs", "derived from other fields"),
    "source_person": ("dit par une personne, non lu", "said by a person, not read"),
    "as_read": ("lu tel quel", "as read"),
    "recognised": ("reconnue à", "recognised with"),
    "legend": (
        "Cadres : trait plein = lu ; tirets = à confirmer ou illisible ; pointillés = vide ; épais = corrigé à la "
        "main. Un clic sur une page l'agrandit.",
        "Boxes: solid = read; dashed = to be confirmed or unreadable; dotted = blank; thick = corrected by hand. "
        "A click on a page enlarges it.",
    ),
    "zones": ("zones lues", "zones read"),
    "no_page": ("Aucune page.", "No page."),
    "enlarge": ("agrandir", "enlarge"),
    "col_file": ("Fichier", "File"),
    "col_state": ("État", "State"),
    "col_pages": ("Pages", "Pages"),
    "made_with": ("Établi avec", "Made with"),
    "engine": ("Lecture", "Reading"),
    "policy": ("Politique (SHA-256)", "Policy (SHA-256)"),
    "catalogue": ("Catalogue de règles (SHA-256)", "Rule catalogue (SHA-256)"),
    "threshold": ("Confiance demandée", "Confidence asked for"),
    "private": (
        "Ce rapport contient des données personnelles : à conserver et à détruire comme les pièces elles-mêmes.",
        "This report holds personal data: keep it and destroy it as the papers themselves.",
    ),
}

_REPAIRS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), french)
    for pattern, french in (
        (r"(.+) read as (.+) at (\d+) of line (\d)", r"\1 pris pour \2, signe \3 de la ligne \4"),
        (r"(.+) read as (.+) at (\d+)", r"\1 pris pour \2, signe \3"),
        (r"(.+) read as (.+), as printed above", r"\1 pris pour \2, comme imprimé au-dessus"),
        (r"(.+) read as filling on line (\d)", r"\1 pris pour du remplissage, ligne \2"),
        (r"year (\d+) read as (\d+)", r"année \1 prise pour \2"),
        (r"(.+) read as (.+)", r"\1 pris pour \2"),
        (
            r"taken from the strip, its check digit is right; printed reading '(.*)'",
            r"repris de la bande, dont la clé est juste ; imprimé lu « \1 »",
        ),
        (r"taken from the strip; printed reading '(.*)'", r"repris de la bande ; imprimé lu « \1 »"),
        (r"printed reading '(.*)'", r"imprimé lu « \1 »"),
        (
            r"hyphens and apostrophes are blanks in a strip",
            r"traits d'union et apostrophes sont des blancs dans la bande",
        ),
        (r"print reads '(.*)', strip reads '(.*)'", r"imprimé lu « \1 », bande lue « \2 »"),
    )
)
"""What readings note of their repairs, and how it is said in French."""
_VERIFIED = re.compile(r"verified against (\S+), support [\d.]+; read '(.*)'")


def repair_note(note: str, lang: Lang) -> str:
    """A repair as the reader of the report understands it; as it stands where it is not known.

    >>> repair_note("0 read as O at 4", "fr")
    '0 pris pour O, signe 4'
    >>> repair_note("verified against carte_grise-1, support 0.91; read 'MARTlN'", "fr")
    "vérifié d'après carte grise ; lu « MARTlN »"
    """
    if lang == "en":
        return note
    if found := _VERIFIED.fullmatch(note):
        return f"vérifié d'après {paper_name(found[1], lang)} ; lu « {found[2]} »"
    return next((found.expand(french) for pattern, french in _REPAIRS if (found := pattern.fullmatch(note))), note)


def paper_name(document: str, lang: Lang) -> str:
    """How a paper of that id is called; from the second of its kind on with its rank.

    >>> paper_name("certificat_cession-1", "fr"), paper_name("certificat_cession-2", "fr")
    ('certificat de cession', 'certificat de cession n° 2')
    """
    kind, _, rank = document.rpartition("-")
    name = paper_label(kind, lang)
    if rank in ("", "1"):
        return name
    return f"{name} n° {rank}" if lang == "fr" else f"{name} no. {rank}"
