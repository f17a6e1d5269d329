"""Names: the tables of rules.md 4.1 and 4.2, and who must never be taken for the holder."""

from datetime import date

import pytest

from validators.matching import Level, companies, is_company, joint, names, persons, split_persons


@pytest.mark.parametrize(
    ("holder", "other", "level"),
    [
        ("LEFÈVRE Hélène", "Helene LEFEVRE", Level.MATCH),
        ("DE LA TOUR JEAN", "DELATOUR Jean", Level.MATCH),
        ("MARTIN CLAIRE MARIE LOUISE", "MARTIN Claire", Level.MATCH),
        ("MARTIN-DURAND CLAIRE", "MARTIN DURAND Claire", Level.MATCH),
        ("DUPONT épouse MARTIN, CLAIRE", "MARTIN CLAIRE", Level.PROBABLE),
        ("DUPONT CLAIRE", "DUPONT épouse MARTIN, CLAIRE", Level.PROBABLE),
        ("MARTIN C.", "MARTIN CLAIRE", Level.PROBABLE),
        ("MARTIN CLAIRE", "MARTlN CLAIRE", Level.MATCH),
        ("LEROY PAUL", "LEROI PAUL", Level.PROBABLE),
        ("MARTIN CLAIRE", "MARTIN PAUL", Level.MISMATCH),
        ("NGUYEN THI LAN", "LAN NGUYEN THI", Level.MATCH),
        ("MUSTAPHA EL AMRANI", "ELAMRANI Mustapha", Level.MATCH),
        ("F AURE ERIC", "FAURE ERIC", Level.MATCH),
    ],
)
def test_table_of_persons(holder, other, level):
    """rules.md 4.1."""
    assert persons(holder, other).level is level


def test_namesakes_differ_by_birth():
    """Same name, another date of birth: another person."""
    born, other_born = date(1985, 6, 17), date(1958, 6, 17)
    assert persons("MARTIN CLAIRE", "MARTIN CLAIRE", born=born, other_born=other_born).level is Level.MISMATCH
    assert persons("MARTIN CLAIRE", "MARTIN CLAIRE", born=born, other_born=born).level is Level.MATCH
    assert persons("MARTIN CLAIRE", "MARTIN CLAIRE", born=born).level is Level.MATCH


@pytest.mark.parametrize(
    ("holder", "other"),
    [
        pytest.param("MARTIN CLAIRE", "MARTINEZ CLAIRE", id="longer-surname"),
        pytest.param("LEROY PAUL", "LEROY PAULE", id="the-other-sex"),
        pytest.param("LEROY MICHEL", "LEROY MICHELE", id="the-other-sex-one-letter"),
        pytest.param("LEROY JEAN", "LEROY JEANNE", id="the-other-sex-two-letters"),
        pytest.param("LEROY RENE", "LEROY RENEE", id="the-other-sex-doubled-vowel"),
        pytest.param("LEMOINE CHRISTIAN", "LEMOINE CHRISTIANE", id="the-other-sex-long"),
        pytest.param("LEMOINE MAXIMILIEN", "LEMOINE MAXIMILIENNE", id="not-cut-but-the-other-sex"),
        pytest.param("DUPONT CLAIRE", "DUPOND CLAIRE", id="another-family"),
        pytest.param("GOMES ANA", "GOMEZ ANA", id="another-family-short"),
        pytest.param("BERNARD LUC", "BERNARD LUCE", id="short-first-name"),
        pytest.param("BERNARD LEA", "BERNARD LEO", id="short-first-name-one-letter"),
        pytest.param("LEROY JEAN-PAUL", "LEROY JEAN", id="half-of-a-compound-first-name"),
        pytest.param("LEROY JEAN", "LEROY JEAN-PAUL", id="compound-on-the-other-side"),
        pytest.param("LEROY JEAN PAUL", "LEROY PAUL", id="second-first-name-only"),
        pytest.param("MARTIN CLAIRE MARIE", "MARTIN MARIE", id="daughter-named-after"),
        pytest.param("MARTIN CLAIRE MARIE", "MARTIN CLAIRE LOUISE", id="second-first-names-disagree"),
        pytest.param("GARCIA LOPEZ MARIA", "GARCIA MARIA", id="half-of-a-double-surname"),
        pytest.param("MARTIN CLAIRE", "MARTIN DUBOIS CLAIRE", id="double-surname-unexplained"),
        pytest.param("MARTIN CLAIRE", "CLAIRE DUBOIS MARTIN", id="double-surname-at-the-end"),
        pytest.param("MARTIN CLAIRE", "DURAND CLAIRE", id="first-name-only"),
        pytest.param("MARTIN CLAIRE", "MARTIN", id="surname-only"),
        pytest.param("DUPONT CLAIRE", "MARTIN PAUL NEE DUPONT", id="surname-of-the-spouse-other-first-name"),
        pytest.param("MARTIN CLAIRE", "MARTIN P.", id="another-initial"),
        pytest.param("MARTIN CLAIRE", "M. CLAIRE", id="title-taken-for-an-initial"),
        pytest.param("MARTIN CLAIRE", "", id="nobody"),
        pytest.param("ABRAHAM ADAM", "ABRAHA ADA", id="two-letters"),
    ],
)
def test_another_person_is_never_taken_for_the_holder(holder, other):
    """Neither MATCH nor PROBABLE, whichever side is the holder."""
    assert persons(holder, other).level < Level.PROBABLE
    assert persons(other, holder).level < Level.PROBABLE


@pytest.mark.parametrize(
    ("holder", "other"),
    [
        pytest.param("LEROY PAUL", "LEROY PAULE", id="one-letter"),
        pytest.param("LEROY JEAN-PAUL", "LEROY JEAN", id="compound"),
        pytest.param("MARTIN CLAIRE", "MARTIN DUBOIS CLAIRE", id="double-surname"),
    ],
)
def test_what_may_be_the_same_person_is_for_a_person_to_settle(holder, other):
    """Not called another person either."""
    assert persons(holder, other).level is Level.UNSURE


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("MARTIN CLAIRE", ("MARTIN CLAIRE",)),
        ("MARTIN CLAIRE / DURAND HUGO", ("MARTIN CLAIRE", "DURAND HUGO")),
        ("MARTIN CLAIRE et DURAND HUGO", ("MARTIN CLAIRE", "DURAND HUGO")),
        ("MARTIN CLAIRE & DURAND HUGO", ("MARTIN CLAIRE", "DURAND HUGO")),
        ("MARTIN CLAIRE, DURAND HUGO", ("MARTIN CLAIRE", "DURAND HUGO")),
        ("MARTIN CLAIRE ou DURAND HUGO", ("MARTIN CLAIRE", "DURAND HUGO")),
        ("MARTIN CLAIRE\nDURAND HUGO", ("MARTIN CLAIRE", "DURAND HUGO")),
        ("MARTIN Claire et Hugo", ("MARTIN CLAIRE", "MARTIN HUGO")),
        ("Claire et Hugo MARTIN", ("MARTIN CLAIRE", "HUGO MARTIN")),
        ("MARTIN, CLAIRE", ("MARTIN, CLAIRE",)),
        ("DUPONT, épouse MARTIN, CLAIRE", ("DUPONT, EPOUSE MARTIN, CLAIRE",)),
        ("", ()),
    ],
)
def test_sellers_named_together_are_told_apart(text, named):
    """Every separator seen on the form; a first name alone shares the surname."""
    assert split_persons(text) == named


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("M. MARTIN PAUL OU MME DURAND CLAIRE", ("OU", ("MARTIN PAUL", "DURAND CLAIRE"))),
        ("M MARTIN PAUL ET MME DURAND CLAIRE", ("ET", ("MARTIN PAUL", "DURAND CLAIRE"))),
        ("MARTIN ET FILS", None),
        ("MARTIN CLAIRE", None),
    ],
)
def test_old_joint_wordings_are_two_holders(text, wording):
    """Two titled persons; never a company name with ET."""
    assert joint(text) == wording


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("TRANSPORTS DUVAL SARL", "SARL Transports Duval", Level.MATCH),
        ("MARTIN ET FILS", "SAS MARTIN & FILS", Level.MATCH),
        ("SOCIETE NOUVELLE DES TRANSPORTS DU MI", "SOCIÉTÉ NOUVELLE DES TRANSPORTS DU MIDI", Level.PROBABLE),
        ("DUVAL MARC", "TRANSPORTS DUVAL SARL", Level.MISMATCH),
        ("S.A.R.L. DUVAL", "DUVAL SARL", Level.MATCH),
        ("GARAGE DU CENTRE", "AUTO CENTRE", Level.MISMATCH),
        ("DUVAL SAS", "DUVAL SARL", Level.UNSURE),
        ("DUVAL SASU", "DUVAL SAS", Level.MATCH),
        ("GROUPE DUVAL AUTOMOBILES", "GROUPE DUVAL AUTOMOBILES RENNES", Level.UNSURE),
        ("TRANSPORTS DUVAL SARL", "TRANSPORTS DUVAUL SARL", Level.UNSURE),
        ("SARL", "DUVAL SARL", Level.UNSURE),
    ],
)
def test_table_of_companies(one, other, level):
    """rules.md 4.2, and companies that must not become one: other legal form, another branch, one letter."""
    assert companies(one, other).level is level
    assert companies(other, one).level is level


def test_siren_decides():
    """Whatever the names say."""
    assert companies("GARAGE DU CENTRE", "AUTO CENTRE", siren="732829320", other_siren="732829320").level is Level.MATCH
    other = companies("GARAGE DU CENTRE", "GARAGE DU CENTRE", siren="732829320", other_siren="123456782")
    assert other.level is Level.MISMATCH


@pytest.mark.parametrize(
    ("holder", "other", "other_is_company", "level"),
    [
        pytest.param("MARTIN CLAIRE", "MARTIN CLAIRE", False, Level.MATCH, id="person"),
        pytest.param("MARTIN CLAIRE", "MARTIN CLAIRE EI", False, Level.MATCH, id="sole-trader-is-the-person"),
        pytest.param("SARL DUVAL MARC", "DUVAL MARC", False, Level.MISMATCH, id="manager-is-not-the-company"),
        pytest.param("CREDIT BAIL AUTO SA", "MARTIN CLAIRE", False, Level.MISMATCH, id="lessee-is-not-the-lessor"),
        pytest.param("DUVAL MARC", "SARL DUVAL MARC", None, Level.UNSURE, id="company-named-after-the-holder"),
        pytest.param("DUVAL MARC", "DUVAL MARC", True, Level.UNSURE, id="company-by-its-box-only"),
        pytest.param("ALPHA OMEGA SAS", "ALPHA OMEGA", True, Level.MATCH, id="legal-form-left-out"),
        pytest.param("ALPHA OMEGA SAS", "ALPHA OMEGA", None, Level.UNSURE, id="person-or-company"),
    ],
)
def test_persons_are_not_their_companies(holder, other, other_is_company, level):
    """The box of the cerfa and the words of the name tell."""
    assert names(holder, other, other_is_company=other_is_company).level is level


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("MARTIN ET FILS", True),
        ("GARAGE DU CENTRE", True),
        ("3B AUTO", True),
        ("MARTIN CLAIRE", False),
        ("MARTIN CLAIRE EI", False),
        ("M MARTIN ET MME DURAND", False),
    ],
)
def test_company_names_show(text, company):
    """By legal form, trade word or figures."""
    assert is_company(text) is company
