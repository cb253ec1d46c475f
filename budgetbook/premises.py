"""Premises: what a sentence presumes of the data, said once in plain words, and watched.

    fell = premise(change < 0, "the budget is smaller than the year before", change)

A paragraph that says "fell" quotes ``{eval}`fell` ``, which shows nothing while the condition
holds. When it does not, a note stands in the paragraph, and the build warns.
"""

from dataclasses import dataclass

from markupsafe import Markup

from budgetbook.display import CITATIONS, LATEX, MARKDOWN, display
from budgetbook.figures import Figure

NOTHING = {"text/plain": "", CITATIONS: {"html": "", "text": "", "latex": ""}}


@dataclass(frozen=True)
class Premise:
    """Whether a condition on `figures` `holds`, and what it says: a `sentence`, in English.

    `told` is the sentence in the edition's language.
    """

    holds: bool
    sentence: str
    told: str
    figures: tuple[Figure, ...]

    @property
    def shown(self) -> str:
        """The figures with their labels."""
        say = self.figures[0].book.say
        return say("semicolon").join(say("shown", f.label, display(f)) for f in self.figures)

    @property
    def note(self) -> str:
        """What a reader is told where it does not hold."""
        return self.figures[0].book.say("premise", self.told, self.shown)

    def _repr_html_(self) -> str | None:
        note = Markup('<mark class="premise" role="note">{}</mark>').format(self.note)
        return None if self.holds else note

    def _repr_mimebundle_(self, **_: object) -> dict:
        if self.holds:
            return NOTHING
        warning = {"what": f"presumes what does not hold: {self.sentence}", "detail": self.shown}
        html, latex = self._repr_html_(), f" \\emph{{{self.note.translate(LATEX)}}}"
        known = {"html": html, "text": f" [{self.note}]", "latex": latex, "warnings": [warning]}
        shown = {"text/plain": self.note, "text/html": html, CITATIONS: known}
        return {**shown, "text/markdown": f" **{self.note.translate(MARKDOWN)}**"}


def premise(holds: bool, sentence: str, figure: Figure, *others: Figure) -> Premise:
    """What a paragraph presumes: that `holds`, a condition on these figures, is true.

    The `sentence` continues "This paragraph presumes that"; it is translated as labels are. Numbers
    in the condition are margins, in the unit of the figure: ``63 < wages_share < 70`` for per cent.
    """
    return Premise(bool(holds), sentence, figure.book.translate(sentence), (figure, *others))
