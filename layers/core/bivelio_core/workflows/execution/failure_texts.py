"""Why a step or a run failed, in our three languages."""

from bivelio_core.catalogue import Entry


def fill(text: Entry, **values: object) -> Entry:
    """A message with its values."""
    return text.filled(**values)


STEP_INTERRUPTED = Entry("workflows", "failure.step_interrupted")
RUN_INTERRUPTED = Entry("workflows", "failure.run_interrupted")
STEP_TIMEOUT = Entry("workflows", "failure.step_timeout")
STOPPED = Entry("workflows", "failure.stopped")
ALREADY_RUNNING = Entry("workflows", "failure.already_running")
EVENT_LOOP = Entry("workflows", "failure.event_loop")
CALL_LOOP = Entry("workflows", "failure.call_loop")
RETURN_LOOP = Entry("workflows", "failure.return_loop")
CHILD_TIMEOUT = Entry("workflows", "failure.child_timeout")
CHILD_FAILED = Entry("workflows", "failure.child_failed")
CHILD_CANCELLED = Entry("workflows", "failure.child_cancelled")
APPROVAL_EXPIRED = Entry("workflows", "failure.approval_expired")
REPLACED = Entry("workflows", "failure.replaced")
EVENT_TIMEOUT = Entry("workflows", "failure.event_timeout")
TOO_MANY_EVENTS = Entry("workflows", "failure.too_many_events")
ITERATIONS_FAILED = Entry("workflows", "failure.iterations_failed")
BRANCHES_FAILED = Entry("workflows", "failure.branches_failed")
EXPRESSION = Entry("workflows", "failure.expression")
FILTER = Entry("workflows", "failure.filter")
EXPRESSION_TOO_LARGE = Entry("workflows", "failure.expression_too_large")
OUTPUT_TOO_LARGE = Entry("workflows", "failure.output_too_large")
NOT_A_TIME = Entry("workflows", "failure.not_a_time")
NO_OFFSET = Entry("workflows", "failure.no_offset")
TOO_FAR = Entry("workflows", "failure.too_far")
WAIT = Entry("workflows", "failure.wait")
NOT_A_LIST = Entry("workflows", "failure.not_a_list")
TOO_MANY_ITEMS = Entry("workflows", "failure.too_many_items")
URL_REFUSED = Entry("workflows", "failure.url_refused")
NO_ANSWER = Entry("workflows", "failure.no_answer")
UNREACHABLE = Entry("workflows", "failure.unreachable")
ANSWER_TOO_LARGE = Entry("workflows", "failure.answer_too_large")
SECRET_MISSING = Entry("workflows", "failure.secret_missing")
SECRET_HOST = Entry("workflows", "failure.secret_host")
NO_TOKEN = Entry("workflows", "failure.no_token")
NOT_AS_WANTED = Entry("workflows", "failure.not_as_wanted")
OTHER_HOST = Entry("workflows", "failure.other_host")
PAGE_WITHOUT_LIST = Entry("workflows", "failure.page_without_list")
PAGE_IN_NO_OBJECT = Entry("workflows", "failure.page_in_no_object")
HTTP_STATUS = Entry("workflows", "failure.http_status")
