"""How a failure is counted, and what is shown of an update that nothing explains."""

from __future__ import annotations

from typing import Any


def test_each_resource_with_an_error_is_counted_once(project: Any) -> None:
    project.program('App("one", nme="x")\nApp("two", name=pulumi.Output.from_input("x"))')
    assert "    2 errored" in project.fails(project.preview)
    project.program('[App(name, pulumi.ResourceOptions(protect=True)) for name in ("one", "two")]').up()
    assert "    3 errored" in project.fails(project.destroy)  # the third is the stack: "update failed"


UPDATES_FOR_NOTHING = """
    from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult

    class Restless(ResourceProvider):
        def create(self, props):
            return CreateResult("1", props)

        def diff(self, id, olds, news):
            return DiffResult(changes=True)

        def update(self, id, olds, news):
            return UpdateResult(news)

    class Thing(Resource):
        pass

    Thing(Restless(), "thing", {"size": 1, "word": pulumi.Output.secret("WORD")})
    """


def test_update_with_no_property_shows_all_there_are(project: Any) -> None:
    project.program(UPDATES_FOR_NOTHING.replace("WORD", "hush")).up()
    for word in ("hush", "quiet"):  # one secret looks as any other
        project.said.clear()
        project.program(UPDATES_FOR_NOTHING.replace("WORD", word)).up(diff=True)
        lines = [line.strip().replace(" ", "") for line in project.output.splitlines()]
        assert {"size:1", "word:[secret]"} <= set(lines)
