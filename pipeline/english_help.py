"""The help of the command line in English, for `--help --lang en`."""

from collections.abc import Mapping

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

HELP: Mapping[str, str] = {
    "Vérifie les pièces d'une cession de véhicule : conforme ou rejeté, et pourquoi.": (
        "Checks the papers of a vehicle transfer: pass or reject, and why."
    ),
    # Commands.
    "Vérifie des dossiers : chaque chemin en est un.": "Check dossiers: each path is one.",
    "Vérifie de nombreux dossiers ; un mauvais dossier n'arrête pas les autres. Relancer reprend où c'en était.": (
        "Check many dossiers; a bad one does not stop the others. Run it again and it goes on where it was."
    ),
    "Surveille un répertoire : chaque dossier déposé est vérifié une fois complet, jusqu'à l'arrêt du programme.": (
        "Watch a folder: each dossier dropped there is checked once it is complete, until the program is stopped."
    ),
    "Lit les pièces et donne leurs champs, sans les juger.": "Read the papers and give their fields, unjudged.",
    "Montre le catalogue des règles, ou une règle.": "Show the catalogue of rules, or one rule.",
    "Fabrique des dossiers d'exemple, fictifs, avec ce qu'il faut y lire.": (
        "Make sample dossiers, invented, with what has to be read in them."
    ),
    "Rejoue des échantillons et montre ce qui diffère de leur expected.json.": (
        "Replay samples and show what differs from their expected.json."
    ),
    "Ouvre la page web : y déposer des dossiers, suivre leur lecture, lire et corriger le rapport.": (
        "Open the web page: drop dossiers on it, follow their reading, read and correct the report."
    ),
    "Fait d'un dossier un échantillon aux valeurs remplacées, que les règles jugent pareil ; relisez-le avant.": (
        "Make a sample of a dossier, its values replaced, which the rules judge the same; look through it first."
    ),
    "Dit ce qui est installé, ce qui manque, et la commande qui y remédie.": (
        "Say what is installed, what is missing, and the command that mends it."
    ),
    "Donne le schéma JSON du rapport.": "Give the JSON Schema of the report.",
    # Arguments and options.
    "Adresse d'écoute ; toute autre que la machine elle-même demande un jeton.": (
        "Address to listen on; any but this machine itself asks for a token."
    ),
    "Port d'écoute ; 0 en prend un libre.": "Port to listen on; 0 takes a free one.",
    "Nom d'hôte qui mène ici, derrière un mandataire : demande un jeton.": (
        "Host name that leads here, behind a proxy: asks for a token."
    ),
    "Demander un jeton, même sur cette machine.": "Ask for a token, on this machine too.",
    "Faire un nouveau jeton ; l'ancien ne vaut plus.": "Make a new token; the old one is no longer valid.",
    "Répertoire de tout ce qui est gardé (défaut : ~/.local/share/conforme/serve).": (
        "Folder of all that is kept (default: ~/.local/share/conforme/serve)."
    ),
    "Taille d'un envoi, tous fichiers compris.": "Size of what is sent at once, all files together.",
    "Effacer les dossiers après tant de jours.": "Delete dossiers after so many days.",
    "Dossiers : un répertoire ou un fichier chacun.": "Dossiers: a folder or a file each.",
    "Répertoire où écrire les rapports.": "Folder to write reports to.",
    "text, json, html, junit, csv, ou plusieurs séparés par des virgules.": (
        "text, json, html, junit, csv, or several with commas between."
    ),
    "Jour de la demande (aujourd'hui par défaut).": "Day of the request (default: today).",
    "Opération demandée (cession par défaut).": "Operation asked for (default: cession).",
    "Qui dépose la demande (prestataire par défaut).": "Who files the request (default: prestataire).",
    "Fichier TOML de paramètres.": "TOML file of parameters.",
    "Répertoire des certificats qui vérifient les 2D-Doc (FR030001.pem) ; aucun par défaut.": (
        "Folder of the certificates that verify 2D-Docs (FR030001.pem); none by default."
    ),
    "Pages lues en même temps.": "Pages read at the same time.",
    "Dossiers lus en même temps, un processus chacun.": "Dossiers read at the same time, a process each.",
    "Supprimer rapports et index de plus de tant de jours.": "Remove reports and index lines older than so many days.",
    "Langue du rapport.": "Language of the report.",
    "Une ligne par dossier, sans progression.": "One line per dossier, no progress.",
    "Toutes les règles, le temps passé et le journal.": "All rules, the time taken and the log.",
    "Répertoire : chaque sous-répertoire ou fichier est un dossier ; ou s3://…": (
        "Folder: each sub-folder or file is a dossier; or s3://…"
    ),
    "Répertoire du registre, sur cette machine, quand --out est une URL.": (
        "Folder of the ledger, on this machine, when --out is a URL."
    ),
    "Répertoire des rapports, de l'index et du registre qui permet de reprendre.": (
        "Folder of the reports, of the index and of the ledger that lets it go on."
    ),
    "Réunir les fichiers isolés en dossiers, par plaque et VIN.": "Put loose files together by plate and VIN.",
    "Découper les fichiers isolés qui contiennent plusieurs dossiers.": "Cut up loose files of several dossiers.",
    "Qui lit : cette machine, ou des ouvriers Dask.": "Who reads: this machine, or Dask workers.",
    "Adresse d'un planificateur Dask, qui dit --executor dask ; local par défaut.": (
        "Address of a Dask scheduler, which implies --executor dask; default: a local one."
    ),
    "Répertoire où les dossiers sont déposés, comme pour batch.": "Folder where dossiers are dropped, as for batch.",
    "Répertoire des rapports (défaut : DIRECTORY-rapports, à côté).": (
        "Folder of the reports (default: DIRECTORY-rapports, beside it)."
    ),
    "Déplacer les dossiers traités ici, dans conforme/ et rejet/ ; sinon ils restent.": (
        "Move finished dossiers here, into conforme/ and rejet/; otherwise they stay."
    ),
    "Un dossier est complet quand rien n'y change plus.": "A dossier is complete when nothing in it changes any more.",
    "Regarder à cet intervalle : partages réseau.": "Look at this interval: for network shares.",
    "Identifiant d'une règle, par exemple ct.freshness.": "Id of a rule, for instance ct.freshness.",
    "Format du catalogue.": "Format of the catalogue.",
    "Répertoire où écrire les dossiers.": "Folder to write the dossiers to.",
    "Nombre de dossiers.": "Number of dossiers.",
    "Même graine, mêmes dossiers.": "Same seed, same dossiers.",
    "Qualité du scan.": "Quality of the scan.",
    "Répertoire des cerfas officiels vierges.": "Folder of the blank official forms.",
    "Échantillon, ou répertoire d'échantillons (avec expected.json).": (
        "A sample, or a folder of samples (with expected.json)."
    ),
    "Relire les images au lieu des lectures figées.": "Read the pictures again instead of frozen readings.",
    "Récrire ce qui est attendu ; refusé en CI.": "Rewrite what is expected; refused in CI.",
    "Autre fichier TOML : ce qu'il changerait aux verdicts.": "Another TOML file: what verdicts it would change.",
    "Compter aussi les champs non lus avec certitude.": "Count fields that were not surely read, too.",
    "Fichier JUnit XML : une suite par dossier.": "JUnit XML file: a suite per dossier.",
    "Dossier réel : un répertoire ou un fichier.": "Real dossier: a folder or a file.",
    "Répertoire neuf où écrire l'échantillon.": "New folder to write the sample to.",
    "Avec les images des pages, repeintes et relues : une minute par page.": (
        "With images of the pages, painted anew and read again: a minute per page."
    ),
    # Stand for values.
    "JOURS": "DAYS",
    "RÉPERTOIRE|URL": "FOLDER|URL",
    "MO": "MB",
    "SECONDES": "SECONDS",
}
"""French to English: a help without English here fails a test."""


def put_into_english(command: TyperGroup | TyperCommand) -> None:
    """Change the help of a command, of its options, and of the commands under it."""
    command.help = HELP.get(command.help or "", command.help)
    for option in command.params:
        if isinstance(option, TyperArgument | TyperOption):
            option.metavar = HELP.get(option.metavar or "", option.metavar)
            option.help = HELP.get(option.help or "", option.help)
    for under in command.commands.values() if isinstance(command, TyperGroup) else ():
        assert isinstance(under, TyperGroup | TyperCommand)
        put_into_english(under)
