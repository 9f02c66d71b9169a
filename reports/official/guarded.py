"""The language of templates that people edit: places to fill in, conditions and lists, and nothing that runs.

Jinja's sandbox forbids dangerous attributes; this goes further and knows no calls, no assignments, no includes: a
template can print what it is given and repeat over it, two lists deep at the most, so that it always ends.
"""

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
FILTERS = {"length", "upper", "lower", "default", "first", "last", "escape", "e"}
TESTS = {"defined", "none", "odd", "even"}
DEEPEST_LOOP = 2


class GuardedEnvironment(SandboxedEnvironment):
    """Refuses, with the number of the line, whatever is not among ALLOWED; an unknown name is an error."""

    def __init__(self):
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {name: self.tests[name] for name in TESTS}
        self.globals.clear()

    def _parse(self, source, name, filename):
        tree = super()._parse(source, name, filename)
        self._refuse(tree, 0)
        return tree

    def _refuse(self, node: nodes.Node, depth: int) -> None:
        if not isinstance(node, ALLOWED):
            raise TemplateSyntaxError(type(node).__name__, getattr(node, "lineno", 1))
        depth += isinstance(node, nodes.For)
        if depth > DEEPEST_LOOP or (isinstance(node, nodes.For) and node.recursive):
            raise TemplateSyntaxError("For", node.lineno)
        for child in node.iter_child_nodes():
            self._refuse(child, depth)
