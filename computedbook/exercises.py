"""Exercises: a question, a cell to fill in, and a solution that does not show until it is opened.

    :::{exercise} Title
    :label: name
    :level: a key of ``exercise_levels``
    :minutes: 10
    :goal: a key of ``exercise_goals``

    The question.
    :::

Below it may come a cell tagged ``try``, of which the page shows the code alone, folded; then, in
cells tagged ``solution``, what computes the figures of the

    :::{solution} name
    :class: dropdown

    The solution.
    :::

which lists their sources itself. Directives, labels and the class are those of sphinx-exercise and
of MyST in JupyterLab, which pass over the level, the minutes and the goal. `answers` checks what a
student fills in; `teaching` counts the exercises of a book.

``{exercises}`` lists those of all pages, by goal, each linked to its place.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from docutils import nodes
from docutils.nodes import Element as Node
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment as Env
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger
from sphinx.util.nodes import make_refnode

from computedbook import SAFE
from computedbook.folds import Fold, close_fold, is_cell, is_output, open_fold

NOTED = "budgetbook_exercises"  # a page's exercises, in what is known of it
WORDS = {
    "minutes": "{} minutes",
    "solution": "Solution",
    "try": "At a computer: a cell to fill in",
}


def setup(app: Sphinx) -> dict:
    """Add the directives; arrange what belongs to each exercise below its title."""
    app.add_config_value("exercise_levels", {}, "env", (dict,))
    app.add_config_value("exercise_goals", {}, "env", (dict,))
    app.add_config_value("exercise_words", WORDS, "env", (dict,))
    app.add_node(Solution, html=(open_fold, close_fold))
    app.add_directive("exercise", ExerciseDirective)
    app.add_directive("solution", SolutionDirective)
    app.add_directive("exercises", ExercisesDirective)
    app.add_post_transform(ListExercises)
    app.connect("doctree-read", arrange, priority=300)  # before figures are listed and code folds
    app.connect("env-updated", pages_to_rewrite)
    return SAFE


class Exercise(nodes.section):
    """An exercise: its title, its question; later all that follows until the next one."""


class Exercises(nodes.container):
    """Where the exercises of all pages come."""


class Solution(Fold):
    """A solution, folded; `apart`, by which `citations` lists its figures at its own end."""


class ExerciseDirective(SphinxDirective):
    """Set an exercise."""

    has_content, required_arguments, final_argument_whitespace = True, 1, True
    option_spec: ClassVar = {"label": str, "level": str, "minutes": int, "goal": str}

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        missing = sorted(set(self.option_spec) - set(self.options))
        if missing:
            raise self.error(f"an exercise needs :{': and :'.join(missing)}:")
        level, _ = self.known("level"), self.known("goal")
        name, text = nodes.make_id(self.options["label"]), self.arguments[0]
        title = nodes.title(text, "", *self.parse_inline(text)[0])
        self.set_source_info(title)
        words = self.config.exercise_words["minutes"].format(self.options["minutes"])
        effort = nodes.paragraph("", f"{level} · {words}", classes=["effort"], translated=True)
        node = Exercise("", title, effort, *self.parse_content_to_nodes(), classes=["exercise"])
        node.update_basic_atts({"ids": [f"exercise-{name}"]})
        node["name"], node["goal"] = name, self.options["goal"]
        return [node]

    def known(self, option: str) -> str:
        """The words for the key that an option gives; a warning if there is no such key."""
        key, names = self.options[option], self.config[f"exercise_{option}s"]
        if key not in names:
            message = f"unknown :{option}: {key!r} of an exercise; known are: {', '.join(names)}"
            getLogger(__name__).warning(message, location=self.get_location(), type="exercises")
        return names.get(key, key)


class SolutionDirective(SphinxDirective):
    """Solve the exercise of that label."""

    has_content, required_arguments = True, 1
    option_spec: ClassVar = {"class": str}

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        name, title = nodes.make_id(self.arguments[0]), self.config.exercise_words["solution"]
        content = self.parse_content_to_nodes()
        return [Solution("", *content, title=title, kind="solution", apart=f"solution-{name}")]


class ExercisesDirective(SphinxDirective):
    """List the exercises of all pages."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["budgetbook_lists_exercises"] = True
        return [Exercises()]


class ListExercises(SphinxPostTransform):
    """Puts the exercises of all pages where they are listed, by goal."""

    default_priority = 3  # before what they quote is shown

    def run(self, **kwargs: Any) -> None:
        for place in list(self.document.findall(Exercises)):
            goals, found = self.config.exercise_goals, exercises(self.env)
            place.replace_self([self.listed(key, found) for key in goals])

    def listed(self, goal: str, found: list[tuple[str, dict]]) -> nodes.section:
        """A goal, and the exercises that serve it, each with its page, its level and minutes."""
        items = nodes.bullet_list()
        for page, each in found:
            if each["goal"] == goal:
                title, builder = nodes.Text(each["title"]), self.app.builder
                to = make_refnode(builder, self.env.docname, page, each["id"], title)
                where = f" · {self.env.titles[page].astext()} · {each['effort']}"
                about = nodes.inline("", where, classes=["effort"])
                items += nodes.list_item("", nodes.paragraph("", "", to, about))
        title = nodes.title("", self.config.exercise_goals[goal])
        return nodes.section("", title, items, ids=[f"goal-{goal}"])


def exercises(env: Env) -> list[tuple[str, dict]]:
    """The exercises of all pages, each with its page, in the order of the contents."""
    pages = env.collect_relations()
    return [(page, each) for page in pages for each in env.metadata[page].get(NOTED, [])]


def pages_to_rewrite(app: Sphinx, env: Env) -> Iterable[str]:
    """The pages that list exercises, if one of these has changed."""
    now = exercises(env)
    before, env.budgetbook_exercises = getattr(env, "budgetbook_exercises", None), now
    listing = [page for page in env.metadata if "budgetbook_lists_exercises" in env.metadata[page]]
    return listing if before != now else []


def arrange(app: Sphinx, doctree: nodes.document) -> None:
    """Put below each exercise's title what follows it: what to fill in, and the solution."""
    found = list(doctree.findall(Exercise))
    app.env.metadata[app.env.docname][NOTED] = [noted(each) for each in found]
    for exercise in found:
        parent = exercise.parent
        place = end = parent.index(exercise) + 1
        while end < len(parent) and not isinstance(parent[end], nodes.section):
            end += 1
        following = parent.children[place:end]
        del parent[place:end]
        worked = [node for node in following if is_tagged(node, "solution")]
        for node in following:
            if is_tagged(node, "try"):
                code = [part for part in node if not is_output(part)]
                node[:] = code
                node = Fold("", node, title=app.config.exercise_words["try"])
            if isinstance(node, Solution):
                warn_of_another(app, exercise, node)
                node[:] = [*worked, *node]
            exercise += [node] if node not in worked else []


def noted(exercise: Exercise) -> dict[str, str]:
    """What a list of exercises says of one."""
    title, effort = (exercise[place].astext() for place in (0, 1))
    return {"id": exercise["ids"][0], "title": title, "effort": effort, "goal": exercise["goal"]}


def is_tagged(node: Node, tag: str) -> bool:
    """Whether the node is a cell of code with that tag."""
    return is_cell(node) and f"tag_{tag}" in node["classes"]


def warn_of_another(app: Sphinx, exercise: Exercise, solution: Solution) -> None:
    """Warn of a solution that stands below the exercise of another name."""
    if solution["apart"] != f"solution-{exercise['name']}":
        message = f"this solution stands below the exercise {exercise['name']}"
        getLogger(__name__).warning(message, location=app.env.docname, type="exercises")
