"""What the helpline desk shows for the words typed: names and numbers, what the words mean, and any crisis in them.

The name search knows shorthand and part words; the router knows whole sentences of a caller. Where the words are a
sentence, or hold no name that finds much, the services for the need that is understood come too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.dialogue import State, Turn
from assistant.engine import Assistant
from assistant.filters import Filters
from assistant.places import Where
from assistant.ranking import Wanted
from assistant.reply import CrisisShown
from assistant.search import HelplineSearch, Matches
from assistant.tidy import tidy
from index.analysis import STOP_WORDS, words_of

SENTENCE_WORDS = 4
"""From so many words on, one of them a small word such as `my`, what is typed is read as a sentence."""
FEW = 3
"""With fewer services found by their words, those for the need come too."""
LEAST_SHARE = 0.35
"""In a sentence whose need is understood, what matches its words less well than this share of the best is noise."""
FOR_NEED = 20
"""Services for the need that are put in, at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one search brings."""

    matches: Matches
    needs: tuple[str, ...] = ()
    """Ids of the needs that the words mean, or that are filtered by; best first."""
    place: str | None = None
    """Id of the area that the search is for."""
    elsewhere: str | None = None
    """Name of a place in the words that the place filter shuts out."""
    crisis: CrisisShown | None = None
    closed: str | None = None
    """What became of a service that is called by name and has closed or changed."""
    read_as: str | None = None
    """The words as they were put right."""


NOTHING = Found(Matches(()))


class DeskSearch:
    """The search of the helpline desk. Holds no words between two searches."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._library = assistant.library
        self._search = HelplineSearch(assistant.library)

    def find(self, text: str, filters: Filters, now: datetime) -> Found:
        """Search. Without words it lists what the filters let through; without filters too, nothing.

        Raises:
            KeyError: the filters name a place or a need that is not there.
        """
        filtered = (filters.need,) if filters.need else ()
        if not tidy(text).text:
            matches = self._search.browse(filters, now) if filters.narrows else Matches(())
            return Found(matches, filtered, filters.place)
        turn = self._assistant.understand(State(), text)
        chosen = self._library.places.setting(filters.place) if filters.place else None
        where = chosen or turn.details.where
        matches = self._matches(turn, self._by_need(turn, where, now), filters, now)
        alarm = turn.alarms[0] if turn.alarms else None
        return Found(
            matches,
            filtered or tuple(meant.id for meant in turn.routed.needs),
            where.place if where else None,
            self._elsewhere(chosen, turn.details.where),
            self._assistant.crisis_shown(alarm, where) if alarm else None,
            turn.closure.message if turn.closure else None,
            turn.understood_as,
        )

    def _matches(self, turn: Turn, by_need: Sequence[str], filters: Filters, now: datetime) -> Matches:
        """What the words find, and what the need brings: first for a sentence, else where the words find little."""
        if by_need and _is_sentence(turn.corrected):
            return self._search.find(turn.text, filters, now, first=by_need, least=LEAST_SHARE)
        became = turn.closure.became if turn.closure else ()
        matches = self._search.find(turn.text, filters, now, first=became)
        if len(matches.ids) >= FEW or not by_need:
            return matches
        return self._search.find(turn.text, filters, now, first=became, last=by_need)

    def _by_need(self, turn: Turn, where: Where | None, now: datetime) -> tuple[str, ...]:
        """Ids of the services for the needs that are understood, best first."""
        if not turn.routed.needs:
            return ()
        named = (*turn.named, *(turn.closure.became if turn.closure else ()))
        wanted = Wanted(turn.routed.needs, turn.terms, where, turn.details.slots, named, now=now)
        return tuple(item.service.id for item in self._library.ranking.best(wanted, FOR_NEED))

    def _elsewhere(self, chosen: Where | None, said: Where | None) -> str | None:
        """The place in the words, where neither it nor the place filtered by lies in the other."""
        if chosen is None or said is None:
            return None
        places = self._library.places
        one, other = (item.locality or item.place for item in (chosen, said))
        known = self._library.knowledge.place_by_id
        if other in known and (one in places.above(other) or other in places.above(one)):
            return None
        return places.name(other)


def _is_sentence(text: str) -> bool:
    words = words_of(text)
    return len(words) >= SENTENCE_WORDS and not STOP_WORDS.isdisjoint(words)
