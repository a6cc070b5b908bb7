"""Who may import whom: the order of the packages, the layers inside an app, and the packages that have one door."""

from dataclasses import dataclass, field

#: The product's packages; each imports itself and those after it. `movement` and `papers` do not exist yet.
ORDER = ("emulation_tracker", "awards", "movement", "campaigns", "papers", "units", "common")
ROOF, GROUND = ORDER[0], ORDER[-1]
APPS = ORDER[1:-1]

#: The modules and packages of an app, and how high each stands: a module imports its own height and what lies below.
#: A name that is missing here is a fault, because a module without a height could carry imports past every other rule.
LAYERS = {
    "choices": 0, "rules": 0, "explanations": 0, "on_a_day": 0, "notices": 0,
    "models": 1, "actors": 1, "scope": 1,
    "queries": 2, "directory": 2, "letters": 2,
    "permissions": 3, "services": 3, "workbook": 3, "backends": 3,
    "forms": 4, "exports": 4, "imports": 4, "tasks": 4, "templatetags": 4, "web": 4,
    "views": 5,
    "management": 6, "urls": 6,
    "apps": 7,
}  # fmt: skip

MAX_LINES, MAX_CHARACTERS = 300, 12_000


@dataclass(frozen=True)
class Topic:
    """A package that others enter by its door alone: `__init__`, and the modules that it `shows`."""

    #: What it may import of the apps, besides `common` and itself: "campaigns.models", or a whole app, "units".
    may_import: tuple[str, ...]
    #: How high it stands in its app; a package inside a package stands as high as that one.
    layer: int | None = None
    #: Modules inside it that others may import by name.
    shows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """All of it, so that a test can judge a made-up project by rules of its own."""

    layers: dict[str, int] = field(default_factory=lambda: LAYERS)
    topics: dict[str, Topic] = field(default_factory=dict)

    def layer_of(self, app: str, name: str) -> int | None:
        """How high a module or package of an app stands; None when nobody has said."""
        topic = self.topics.get(f"{app}.{name}")
        return self.layers.get(name) if topic is None else topic.layer


PRODUCT = Layout(
    topics={
        # What every rule has in common is shown; nobody imports the file of a rule.
        "campaigns.scoring": Topic(
            may_import=("campaigns.choices", "campaigns.rules"),
            layer=0,
            shows=("applies", "base", "columns", "parameters", "registry", "sql", "together"),
        ),
        "campaigns.services.sealing": Topic(may_import=("campaigns", "units.models"), shows=("document",)),
    }
)
