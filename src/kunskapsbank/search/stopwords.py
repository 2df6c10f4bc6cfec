"""Words that say nothing of what is asked for. Dropped from a question unless nothing else remains."""

from __future__ import annotations

STOP_WORDS = frozenset("""
    aldrig all alla allt alltid andra annan annat att av bara behöver bland blev bli blir både de dem den denna deras dess
    dessa det detta dig din dina ditt dock dom du där därför då efter eller en er era ert ett exakt finns fram fungerar få
    får för före från får gick gjorde gäller gör göra ha hade han har hela hellre hen henne hennes hitta hittar hon honom
    hos hur här i ibland in inga ingen inget innan inom inte istället ja jag ju just kan kanske klarar kommer krävs kunde
    kunna letar lite man med mellan men mer mest mig min mina mitt mot mycket måste någon något några när nej ni nog nu nån
    nåt när och också om oss på redan samma sedan ser sig sin sina sitt ska skulle sitta som står säger så sådan sådana
    sådant såg tar till tills tog trots ut utan vad var vara vare varför varit varje vars vart vem vems vet vi via vid vidare
    vilka vilken vilket vill än ännu är även åt över
    a an and are do does for how i in is of or the to what when where which who why with can get my
""".split())
