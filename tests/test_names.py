"""Names say what a thing is: what is counted, and that each exception is still one."""

from tools import names

SOURCE = """
class Kept:
    left: int
    def told(self, given, *, contact):
        for found in given:
            self.made, (again, _begun) = found, contact
        return [known for known in given]

def compare(left, right):
    kept_at = left
    match right:
        case [*chosen]:
            return chosen
"""


def test_variables_parameters_attributes_and_functions_are_counted_once_for_each_scope():
    counted = names.without_nouns(names.names_in("a.py", SOURCE))
    assert [each.place for each in counted] == [
        "a.py:Kept.left",
        "a.py:Kept.told",
        "a.py:Kept.told.given",
        "a.py:Kept.told.found",
        "a.py:Kept.told.made",
        "a.py:Kept.told.again",
        "a.py:Kept.told._begun",
        "a.py:Kept.told.known",
        "a.py:compare.chosen",
    ]


def test_left_beside_right_is_a_side():
    assert not names.without_nouns(names.names_in("a.py", "left, right = sides"))


def test_each_exception_is_of_a_name_that_is_there():
    counted = names.without_nouns(names.of_repository())
    assert names.REASONS.keys() <= {each.place for each in counted} | {each.file for each in counted}
