"""What the program says in French, in English, for `--lang en`.

Reports and rules have both languages side by side. What is said where no language is known (a file that cannot be read,
an error that ends the run) is written in French there, and put into English where it is shown. A text is known by its
fixed parts: '{}' stands for what is not ours to change, such as a path, '{*}' for what is put into English in its turn.

>>> in_lang("Aucun dossier dans /scans.", "en")
'No dossier in /scans.'
>>> in_lang("Impossible d'écrire /out/a.json (plus de place).", "en")
'/out/a.json cannot be written (no space left).'
>>> in_lang("Aucun dossier dans /scans.", "fr")
'Aucun dossier dans /scans.'
"""

import re
from collections.abc import Mapping
from functools import cache

from pipeline.core.choices import Lang

ENGLISH: Mapping[str, str] = {
    # Why the system refused (`pipeline.core.errors.reason`).
    "accès refusé": "access denied",
    "support en lecture seule": "read-only medium",
    "introuvable": "not found",
    "un fichier tient la place d'un répertoire": "a file stands in the place of a folder",
    "c'est un répertoire": "it is a folder",
    "liens en boucle": "links in a loop",
    "nom trop long": "name too long",
    "plus de place": "no space left",
    "fichier trop grand": "file too large",
    "support défectueux": "faulty medium",
    "le lecteur est parti": "the reader is gone",
    "partage réseau perdu": "network share lost",
    "fermée": "closed",
    # The command line.
    "Interrompu : les rapports déjà écrits sont gardés.": "Interrupted: reports written already are kept.",
    "Erreur interne ({}) : c'est un défaut de Conforme.": "Internal error ({}): this is a fault of Conforme.",
    "Erreur interne ({}) : c'est un défaut de Conforme. Journal : {*}": (
        "Internal error ({}): this is a fault of Conforme. Log: {}"
    ),
    "non écrit ({*})": "not written ({})",
    "format « {} » inconnu ; formats possibles : {}.": "unknown format '{}'; possible formats: {}.",
    "plusieurs formats à la fois demandent --out RÉPERTOIRE.": "several formats at once need --out FOLDER.",
    "le format html demande --out RÉPERTOIRE.": "the format html needs --out FOLDER.",
    "--out {} est dans {} : choisir un répertoire en dehors.": "--out {} is inside {}: choose a folder outside it.",
    "--out {} existe déjà : choisir un répertoire neuf ou vide.": "--out {} exists: choose a new or empty folder.",
    "--purge-after demande --out RÉPERTOIRE : sans lui rien n'est gardé.": (
        "--purge-after needs --out FOLDER: nothing is kept without it."
    ),
    "--group-by-vehicle et --split-stack ne vont pas avec Dask : les réunir ici d'abord.": (
        "--group-by-vehicle and --split-stack do not go with Dask: put the dossiers together here first."
    ),
    "--out {} demande --ledger RÉPERTOIRE : le registre, qui permet de reprendre, reste sur cette machine.": (
        "--out {} needs --ledger FOLDER: the ledger, which lets it go on, stays on this machine."
    ),
    "--ledger ne va qu'avec une URL pour --out : sinon le registre est dans --out.": (
        "--ledger goes with a URL for --out alone: otherwise the ledger is in --out."
    ),
    "--purge-after ne va pas avec une URL pour --out : y régler la durée de vie des objets.": (
        "--purge-after does not go with a URL for --out: set the lifetime of objects there."
    ),
    "--group-by-vehicle et --split-stack ne lisent que des répertoires : y copier les fichiers.": (
        "--group-by-vehicle and --split-stack read folders only: copy the files to one."
    ),
    "--scheduler et une URL pour --out demandent que les dossiers soient aussi derrière une URL.": (
        "--scheduler and a URL for --out need dossiers that are behind a URL too."
    ),
    "{} : adresse inconnue ; par exemple s3://seau/dossiers.": "{}: unknown address; for example s3://bucket/dossiers.",
    "une adresse ne doit pas contenir de mot de passe : le donner par l'environnement.": (
        "an address must hold no password: give it by the environment."
    ),
    "{} est impossible à lire ({*}) : vérifier l'adresse et les identifiants.": (
        "{} cannot be read ({}): check the address and the credentials."
    ),
    "Impossible d'écrire {} ({*}) : vérifier l'adresse et les identifiants, puis relancer la même commande ; ce qui "
    "est fait est gardé.": (
        "{} cannot be written ({}): check the address and the credentials, then run the same command again; what is "
        "done is kept."
    ),
    "{} : l'objet {} n'a pas un nom de fichier possible ; le renommer.": (
        "{}: the object {} has no name that a file could have; rename it."
    ),
    "Un ouvrier Dask n'a pas l'accès qu'il faut : {*}": "A Dask worker lacks the access that it needs: {}",
    "pas de réponse": "no answer",
    "identifiants absents": "no credentials",
    "--update et --against ne vont pas ensemble : --against ne fait que comparer.": (
        "--update and --against do not go together: --against only compares."
    ),
    "--update est refusé en intégration continue (variable CI) : le lancer à la main, puis relire.": (
        "--update is refused in continuous integration (variable CI): run it by hand, then read what changed."
    ),
    "{} : rien n'est écrit, un nom de personne est aussi un mot que les pièces impriment.": (
        "{}: nothing is written, a person's name is also a word that the papers print."
    ),
    "{} : rien n'est écrit, il resterait quelque chose d'une valeur sur une image.": (
        "{}: nothing is written, something of a value would be left on an image."
    ),
    "{} : la page n'est plus celle qui a été lue ; relire avec --ocr --update.": (
        "{}: the page is no longer the one that was read; read it again with --ocr --update."
    ),
    "{} n'a que des lectures figées : --images demande aussi les pièces.": (
        "{} has frozen readings alone: --images needs the papers too."
    ),
    # The page and the API.
    "Impossible d'utiliser {} ({*}) : choisir un autre --data.": "{} cannot be used ({}): choose another --data.",
    "Impossible d'écouter sur {}, port {} ({*}) : choisir un autre --port.": (
        "Cannot listen on {}, port {} ({}): choose another --port."
    ),
    "Impossible d'écrire l'archive ({*}).": "The archive cannot be written ({}).",
    "Impossible d'écrire l'historique ({*}).": "The history cannot be written ({}).",
    "Impossible de remplacer le rapport de {} ({*}).": "The report of {} cannot be replaced ({}).",
    "Un autre « conforme serve » utilise déjà {} : l'arrêter, ou choisir un autre --data.": (
        "Another 'conforme serve' uses {} already: stop it, or choose another --data."
    ),
    "Ce qui a été lu de ce dossier n'est plus là : le déposer de nouveau.": (
        "What was read of this dossier is no longer there: give it again."
    ),
    "Erreur interne : {}": "Internal error: {}",
    "Nom d'hôte inconnu : voir --name dans docs/serve.md.": "Unknown host name: see --name in docs/serve.md.",
    "Derrière un mandataire, un jeton est nécessaire : voir --name.": "Behind a proxy a token is needed: see --name.",
    "Demande venue d'un autre site.": "This request came from another site.",
    "Plus de {} Mo.": "More than {} MB.",
    "Jeton absent ou faux.": "Token absent or wrong.",
    "{} vient d'une autre version de Conforme : choisir un autre --data.": (
        "{} comes from another version of Conforme: choose another --data."
    ),
    "aucune règle « {} » ; « conforme rules » les montre toutes.": "no rule '{}'; 'conforme rules' shows them all.",
    "un composant nécessaire manque, voir ci-dessus.": "a component that is needed is missing, see above.",
    # What is installed.
    "{} : lancer « conforme doctor », qui dit quoi installer.": (
        "{}: run 'conforme doctor', which says what to install."
    ),
    "{} : l'installer avec « {} ».": "{}: install it with '{}'.",
    "tesseract n'est pas installé : {}": "tesseract is not installed: {}",
    "tesseract n'a pas de données pour {} : {}": "tesseract has no data for {}: {}",
    "{} n'est pas dans rapidocr {} : {}": "{} is not in rapidocr {}: {}",
    "Le lecteur de PDF et d'images ne démarre pas : lancer « conforme doctor », qui dit quoi installer.": (
        "What reads PDFs and pictures does not start: run 'conforme doctor', which says what to install."
    ),
    "Le moteur de lecture a échoué sur toutes les pages du dossier : lancer « conforme doctor », ou relancer avec "
    "--jobs 1.": (
        "The OCR engine failed on every page of the dossier: run 'conforme doctor', or run again with --jobs 1."
    ),
    "Les processus de lecture s'arrêtent dès leur démarrage : lancer « conforme doctor », ou relancer avec moins de "
    "processus (--jobs 1).": (
        "Reading processes end as soon as they start: run 'conforme doctor', or run again with fewer (--jobs 1)."
    ),
    "La police « {} », qui sert à dessiner les exemples, n'est pas installée. Installez-la avec : {}": (
        "The font '{}', with which samples are drawn, is not installed. Install it with: {}"
    ),
    "Le formulaire vierge {} n'est pas dans {} : déposez-l'y, puis recommencez.": (
        "The blank form {} is not in {}: put it there and try again."
    ),
    "manque": "missing",
    "présent": "there",
    "présentes": "there",
    "modèles PP-OCRv6": "PP-OCRv6 models",
    "tesseract, données {}": "tesseract, data {}",
    "polices des exemples": "fonts of the samples",
    "installer d'abord reportlab": "install reportlab first",
    "nécessaire ; installer avec : {*}": "needed; install with: {}",
    "nécessaire pour {*} ; installer avec : {*}": "needed to {}; install with: {}",
    "dessiner des exemples (conforme samples)": "draw samples (conforme samples)",
    # Folders of dossiers and of reports.
    "Rien à l'emplacement {} : vérifier le chemin du dossier.": "Nothing at {}: check the path of the dossier.",
    "Aucun dossier dans {}.": "No dossier in {}.",
    "Aucun fichier dans {} : y déposer les scans du dossier (PDF, JPEG, PNG, TIFF, HEIC).": (
        "No file in {}: put the scans of the dossier there (PDF, JPEG, PNG, TIFF, HEIC)."
    ),
    "{} n'est pas un répertoire de dossiers ({*}) : vérifier le chemin.": (
        "{} is not a folder of dossiers ({}): check the path."
    ),
    "{} est impossible à ouvrir : vérifier les droits d'accès.": "{} cannot be opened: check the access rights.",
    "{} est impossible à ouvrir ({*}).": "{} cannot be opened ({}).",
    "{} est impossible à ouvrir ({*}) : vérifier le chemin du dossier.": (
        "{} cannot be opened ({}): check the path of the dossier."
    ),
    "{} contient plus de {} fichiers, ce n'est pas un dossier : pour un répertoire de plusieurs dossiers, utiliser "
    "« conforme batch ».": (
        "{} holds more than {} files, which is no dossier: for a folder of several dossiers, use 'conforme batch'."
    ),
    "{} ne peut être surveillé ({*}) : vérifier le chemin.": "{} cannot be watched ({}): check the path.",
    "{} est parmi les dossiers de {} : choisir un autre répertoire, ou un sous-répertoire direct.": (
        "{} is among the dossiers of {}: choose another folder, or a direct sub-folder."
    ),
    "{} est dans {}, où vont les dossiers traités : choisir un autre --route.": (
        "{} is inside {}, where finished dossiers go: choose another --route."
    ),
    "{} n'est pas sur le même disque que {} : un dossier ne peut y être déplacé d'un seul geste. Choisir un autre "
    "--route.": (
        "{} is not on the same disk as {}: a dossier cannot be moved there in one step. Choose another --route."
    ),
    "Impossible d'écrire dans {} ({*}) : choisir un autre --route.": (
        "{} cannot be written to ({}): choose another --route."
    ),
    "Impossible d'écrire {} ({*}) : y remédier, ou choisir un autre répertoire.": (
        "{} cannot be written ({}): mend that, or choose another folder."
    ),
    "Impossible d'écrire {} ({*}).": "{} cannot be written ({}).",
    "Impossible d'écrire sur la sortie standard ({*}).": "Standard output cannot be written to ({}).",
    "Impossible de nettoyer {} ({*}).": "{} cannot be cleared ({}).",
    "Impossible de supprimer {} ({*}).": "{} cannot be removed ({}).",
    "Impossible de remplacer le rapport {} ({*}).": "The report {} cannot be replaced ({}).",
    "Impossible d'écrire le registre du lot{} ({}) : libérer de la place ou vérifier les droits, puis relancer la même "
    "commande ; ce qui est fait est gardé.": (
        "The ledger of the batch{} cannot be written ({}): make space or check the rights, then run the same command "
        "again; what is done is kept."
    ),
    "Un autre lot écrit déjà dans {} : attendre sa fin, ou choisir un autre répertoire avec --out.": (
        "Another batch is writing to {}: wait for its end, or choose another folder with --out."
    ),
    "{} vient d'une autre version de Conforme : choisir un autre répertoire avec --out, ou supprimer {} pour tout "
    "relire.": (
        "{} is of another version of Conforme: choose another folder with --out, or remove {} to have everything read "
        "again."
    ),
    "Ce qui a été lu de ces fichiers n'est plus là : relancer.": "What was read of these files is gone: run it again.",
    # Dask.
    "Un autre lot a pris les ouvriers Dask : relancer la même commande quand il a fini ; ce qui est fait est gardé.": (
        "Another batch has taken the Dask workers: run the same command again when it is through; what is done is kept."
    ),
    "Un ouvrier Dask a une autre version de Conforme : installer partout la même.": (
        "A Dask worker has another version of Conforme: install the same everywhere."
    ),
    "Un ouvrier Dask ne voit pas {} : les dossiers et --out doivent être sur un partage que tous voient au même "
    "endroit, avec les droits du même utilisateur.": (
        "A Dask worker does not see {}: dossiers and --out have to be on a share that all see at the same place, with "
        "the rights of the same user."
    ),
    "Un ouvrier Dask ne peut pas lancer de processus de lecture : lancer les ouvriers avec "
    "DASK_DISTRIBUTED__WORKER__DAEMON=False.": (
        "A Dask worker cannot start reading processes: start workers with DASK_DISTRIBUTED__WORKER__DAEMON=False."
    ),
    "Un ouvrier Dask ne peut pas lancer de processus de lecture : {*}.": (
        "A Dask worker cannot start reading processes: {}."
    ),
    "Le planificateur Dask {} ne répond pas : voir s'il est lancé, et --scheduler.": (
        "The Dask scheduler {} does not answer: see whether it runs, and --scheduler."
    ),
    "Le planificateur Dask ne répond plus : relancer la même commande ; ce qui est fait est gardé.": (
        "The Dask scheduler answers no more: run the same command again; what is done is kept."
    ),
    "Aucun ouvrier Dask : en lancer (« dask worker »), puis relancer la même commande.": (
        "No Dask worker: start some ('dask worker'), then run the same command again."
    ),
    # Samples.
    "Pas de {} dans {}.": "No {} in {}.",
    "{} : « {} » ne suit pas le contrat ({}).": "{}: '{}' does not keep to the contract ({}).",
    "{} : les pièces ne sont plus celles qui ont été lues ; relire avec --ocr --update.": (
        "{}: the papers are not those that were read; read them again with --ocr --update."
    ),
    "{} : plus de {} Mo de lectures, ce n'est pas un dossier.": "{}: more than {} MB of readings, which is no dossier.",
    "Pas de lectures figées dans {} : les faire avec --ocr --update.": (
        "No frozen readings in {}: make them with --ocr --update."
    ),
    "{} : lectures inutilisables ({*}) ; les refaire avec --ocr --update.": (
        "{}: unusable readings ({}); make them anew with --ocr --update."
    ),
    "ce n'est pas du {}": "it is no {}",
    "Aucun échantillon dans {} : un échantillon est un répertoire qui a un {}.": (
        "No sample in {}: a sample is a folder that has a {}."
    ),
    "{} n'est pas un répertoire d'échantillons ({*}).": "{} is not a folder of samples ({}).",
    "{} : rien n'est écrit, {*}.": "{}: nothing is written, {}.",
    "une règle a planté sur ce dossier ({})": "a rule crashed on this dossier ({})",
    "aucun déplacement des dates ne convient": "no shift of the dates will do",
    "une valeur n'a pas de remplaçante du même format": "a value has no stand-in of the same format",
    "les règles ne diraient plus la même chose ({})": "the rules would not say the same any more ({})",
    "il resterait quelque chose d'une valeur ({})": "something of a value would be left ({})",
    # Settings.
    "{} : {*}.": "{}: {}.",
    "Fichier de plus de {} Mo": "File of more than {} MB",
    "Fichier modifié pendant sa lecture": "File changed while it was read",
    "Impossible à ouvrir ({*})": "Cannot be opened ({})",
    "Lien vers un fichier hors du dossier": "Link to a file outside the dossier",
    "Ce n'est pas un fichier ordinaire": "No ordinary file",
    "{} : ce répertoire de certificats n'existe pas ou ne peut pas être lu.": (
        "{}: this folder of certificates does not exist or cannot be read."
    ),
    "{} : aucun certificat dans ce répertoire ({}).": "{}: no certificate in this folder ({}).",
    "{} : nommer ce certificat comme les codes le nomment, autorité puis certificat : FR030001.pem.": (
        "{}: name this certificate as the codes name it, authority then certificate: FR030001.pem."
    ),
    "{} : ce fichier n'est pas un certificat, ou ne peut pas être lu.": (
        "{}: this file is no certificate, or cannot be read."
    ),
    "{} : ce n'est pas du TOML valide ({*}).": "{}: this is no valid TOML ({}).",
    "trop de niveaux": "too many levels",
    "{} : « {} » n'est pas une clé connue ; clés possibles : {}.": "{}: '{}' is no known key; possible keys: {}.",
    "{} : « {} » doit être l'une de ces valeurs : {}.": "{}: '{}' has to be one of these values: {}.",
    "{} : « {} » doit être une date au format AAAA-MM-JJ.": "{}: '{}' has to be a date as YYYY-MM-DD.",
    "{} : « {} » n'a pas une valeur possible ({}).": "{}: '{}' has no possible value ({}).",
    "fichier de paramètres {} illisible : {}.": "policy file {} cannot be read: {}.",
    "fichier de paramètres {} : TOML incorrect ({}).": "policy file {}: no right TOML ({}).",
    "fichier de paramètres {} : {*}.": "policy file {}: {}.",
    "{*} ; {*}": "{}; {}",
    "clé inconnue « {} »": "unknown key '{}'",
    "clé inconnue « {} », peut-être « {} »": "unknown key '{}', perhaps '{}'",
    "« {} » : valeurs possibles {}": "'{}': possible values {}",
    "« {} » doit être {*}": "'{}' has to be {}",
    "« {} » : {}": "'{}': {}",
    "{*}, en {*}": "{}, in {}",
    "au moins {}": "at least {}",
    "plus de {}": "more than {}",
    "au plus {}": "at most {}",
    "moins de {}": "less than {}",
    "jours": "days",
    "mois": "months",
    "ans": "years",
    "kilomètres": "kilometres",
    "un nombre entier": "a whole number",
    "un nombre": "a number",
    "une date (2026-03-12, sans guillemets)": "a date (2026-03-12, without quotes)",
    "un texte entre guillemets": "a text in quotes",
    "une liste": "a list",
    "une table": "a table",
    # Files that cannot be read.
    "Même contenu que {} : lu une seule fois.": "Same content as {}: read once.",
    "Fichier vide (0 octet) : le numériser ou l'envoyer à nouveau.": "Empty file (0 bytes): scan it or send it again.",
    "Fichier sans aucune page : le numériser à nouveau.": "File without a page: scan it again.",
    "Fichier endommagé ou incomplet : le numériser ou l'envoyer à nouveau.": (
        "Damaged or incomplete file: scan it or send it again."
    ),
    "Fichier modifié pendant sa lecture : relancer quand il est complet.": (
        "File changed while it was read: run again when it is complete."
    ),
    "Contenu trop volumineux pour être ouvert.": "Content too large to be opened.",
    "Fichier de plus de {} Mo : le numériser à 300 points par pouce, ou ne joindre que les pages du dossier.": (
        "File of more than {} MB: scan it at 300 dots per inch, or join only the pages of the dossier."
    ),
    "PDF de {} pages, au-delà de la limite de {} : ne joindre que les pages du dossier.": (
        "PDF of {} pages, beyond the limit of {}: join only the pages of the dossier."
    ),
    "PDF protégé par un mot de passe : fournir une copie sans protection.": (
        "PDF protected by a password: give a copy without protection."
    ),
    "PDF tronqué : la fin du fichier manque, des pages peuvent manquer. Le renvoyer.": (
        "PDF cut short: the end of the file is missing, pages may be missing. Send it again."
    ),
    "Page(s) {} endommagée(s) : numériser le document à nouveau.": "Damaged page(s) {}: scan the document again.",
    "Plus de {} pages dans ce fichier : ne joindre que les pages du dossier.": (
        "More than {} pages in this file: join only the pages of the dossier."
    ),
    "{*}, au-delà de la limite de {} millions de pixels et {} pixels de côté : la numériser à nouveau, à 300 points "
    "par pouce.": (
        "{}, beyond the limit of {} million pixels and {} pixels a side: scan it again, at 300 dots per inch."
    ),
    "Image de {} × {} pixels": "Picture of {} × {} pixels",
    "Image gigantesque": "Gigantic picture",
    "Impossible à ouvrir ({*}) : vérifier le fichier et les droits d'accès.": (
        "Cannot be opened ({}): check the file and the access rights."
    ),
    "La lecture de ce fichier s'est arrêtée ou dure trop longtemps : il est sans doute endommagé. Le numériser à "
    "nouveau.": "Reading this file stopped or takes too long: it is probably damaged. Scan it again.",
    "Page(s) {} non lue(s) : le moteur de lecture a échoué. Relancer, ou vérifier ces pages à l'œil.": (
        "Page(s) {} not read: the OCR engine failed. Run again, or look at these pages yourself."
    ),
    "{*} Page(s) {} non lue(s) : le moteur de lecture a échoué. Relancer, ou vérifier ces pages à l'œil.": (
        "{} Page(s) {} not read: the OCR engine failed. Run again, or look at these pages yourself."
    ),
    "Lien vers un fichier hors du dossier : y copier le fichier lui-même.": (
        "Link to a file outside the dossier: copy the file itself into it."
    ),
    "Ce n'est pas un fichier ordinaire : joindre un PDF ou une image.": "No ordinary file: join a PDF or a picture.",
    "C'est {*} : joindre un PDF ou une image (JPEG, PNG, TIFF, HEIC).": (
        "This is {}: join a PDF or a picture (JPEG, PNG, TIFF, HEIC)."
    ),
    "un document Word, Excel ou une archive ZIP": "a Word or Excel document or a ZIP archive",
    "un ancien document Word ou Excel": "an old Word or Excel document",
    "un document RTF": "an RTF document",
    "une image GIF": "a GIF picture",
    "une archive RAR": "a RAR archive",
    "une archive 7z": "a 7z archive",
    "Ce fichier porte l'extension .pdf mais n'est pas un PDF : joindre un PDF ou une image (JPEG, PNG, TIFF, HEIC).": (
        "This file ends in .pdf but is no PDF: join a PDF or a picture (JPEG, PNG, TIFF, HEIC)."
    ),
    "Type de fichier non reconnu : joindre un PDF ou une image (JPEG, PNG, TIFF, HEIC).": (
        "Kind of file not recognised: join a PDF or a picture (JPEG, PNG, TIFF, HEIC)."
    ),
}
"""French to English, where '{}' takes the parts in the same order."""


def in_lang(text: str, lang: Lang) -> str:
    """A text that is given in French, in that language; as it stands where it is not known."""
    if lang == "fr":
        return text
    for pattern, ours, english in _patterns():
        if found := pattern.fullmatch(text):
            parts = zip(found.groups(), ours, strict=True)
            return english.format(*(in_lang(part, lang) if is_ours else part for part, is_ours in parts))
    return text


_PART = re.compile(r"\{(\*?)\}")
_ANY, _ONE = "(.*?)", "((?:(?! ; ).)*?)"
"""What a part may be; one that is not put into English is never the end of one fault and the beginning of another."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], tuple[bool, ...], str], ...]:
    """Pattern of each text, which of its parts are put into English too, and its English; the longest first."""
    return tuple(
        (
            re.compile(_in_between(french), re.DOTALL),
            tuple(bool(sign) for sign in _PART.split(french)[1::2]),
            english,
        )
        for french, english in sorted(ENGLISH.items(), key=lambda pair: -len(pair[0]))
    )


def _in_between(french: str) -> str:
    fixed, signs = _PART.split(french)[::2], _PART.split(french)[1::2]
    parts = [_ANY if sign else _ONE for sign in signs]
    return "".join(re.escape(text) + part for text, part in zip(fixed, [*parts, ""], strict=True))
