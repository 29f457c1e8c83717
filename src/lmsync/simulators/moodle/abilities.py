"""What can be ordered of the simulated Moodle."""

from lmsync.simulators.control import Abilities, Setting, any_of, one_of
from lmsync.simulators.moodle.call import CAPABILITIES, UNFINISHED
from lmsync.simulators.moodle.functions import NAMES
from lmsync.simulators.moodle.protocol import EXCEPTIONS
from lmsync.testing.faults import KINDS

SETTINGS = (
    Setting("maintenance", bool, "maintenance", "The site is under maintenance.", False),
    Setting("services_on", bool, "services_on", "Whether web services are switched on.", True),
    Setting(
        "token",
        one_of(("valid", "expired", "forgotten", "suspended")),
        "token_state",
        "What became of the token; the call that reports an expired one makes it forgotten.",
        "valid",
    ),
    Setting(
        "unfinished",
        one_of(("", *UNFINISHED)),
        "unfinished",
        "What the service account has to do first.",
        "",
    ),
    Setting(
        "withdraw_functions",
        any_of(NAMES),
        "withdrawn_functions",
        "Functions that the service does not offer.",
        set(),
        shown="withdrawn_functions",
    ),
    Setting(
        "withdraw_capabilities",
        any_of(CAPABILITIES),
        "withdrawn_capabilities",
        "Capabilities that the service account does not have.",
        set(),
        shown="withdrawn_capabilities",
    ),
)
ABILITIES = Abilities(
    fault_kinds=[kind for kind in KINDS if kind != "redirect"],
    functions=NAMES,
    codes=list(EXCEPTIONS),
    other_codes=True,
    settings=SETTINGS,
)
