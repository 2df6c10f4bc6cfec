"""Words that say nothing of what is asked for. Dropped from a question unless nothing else remains."""

from __future__ import annotations

from ..language.swedish import fold

_SWEDISH = frozenset(
    """
    a aldrig all alla allt alltid an and andra annan annat are att av bara behöver bland blev bli blir både
    can de dem den denna deras dess dessa det detta dig din dina ditt do dock does dom du där därför då efter
    eller en er era ert ett exakt finns for fram från fungerar få får för före get gick gjorde gäller gör göra
    ha hade han har hela hellre hen henne hennes hitta hittar hon honom hos how hur här i ibland in inga ingen
    inget innan inom inte is istället ja jag ju just kan kanske klarar kommer krävs kunde kunna letar lite man
    med mellan men mer mest mig min mina mitt mot my mycket måste nej ni nog nu när någon något några nån nåt
    och också of om or oss på redan samma sedan ser sig sin sina sitt sitta ska skulle som står säger så sådan
    sådana sådant såg tar the till tills to tog trots ut utan vad var vara vare varför varit varje vars vart
    vem vems vet vi via vid vidare vilka vilken vilket vill what when where which who why with än ännu är även
    åt över
""".split()
)
STOP_WORDS = _SWEDISH | frozenset(map(fold, _SWEDISH))  #: Also as they are typed without å ä ö.

#: English words that say nothing and that Swedish has not: they tell that a question is in English.
ENGLISH = frozenset(
    """
    about also am and anyone are because been between but can can't could did does don't done from getting give
    have having how i'm if into make makes might my need needs other our she should someone something such than that
    the their them these they this those to use used using want we were what what's when where whether which while who
    whom whose why will with without would you your
""".split()
)
#: Words that say nothing in a question in English.
ENGLISH_STOP_WORDS = ENGLISH | frozenset(
    """
    a all an and any as at be by can do does for get gets got had has he her his how i in is it its just like many may
    me much must my no not of on one only or out over so some the then there to too us very was what when where which
    who why
""".split()
)
#: Words of :data:`STOP_WORDS` that English has not: they tell that a question is in Swedish.
SWEDISH = STOP_WORDS - ENGLISH_STOP_WORDS
