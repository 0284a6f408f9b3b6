"""Options of programs work or are refused with one sentence."""

import pytest
from pulumi.automation import CommandError


def state_of(stack, name: str) -> dict:
    resources = stack.export_stack().deployment["resources"]
    return next(each for each in resources if each["urn"].endswith(f"::{name}"))


def test_options_about_changes_and_deletion(studio, names):
    stack = studio.things(
        """
        Thing("ignored", Options(ignore_changes=["size", "parts[0].n"]), size=1, parts=[{"n": 1}])
        kept = Thing("kept", Options(retain_on_delete=True))
        owner = Thing("owner")
        Thing("owned", Options(deleted_with=owner))
        Thing("guarded", Options(protect=True))
        Thing("hidden", Options(additional_secret_outputs=["made"]), word=config.require_secret("pass"))
        """
    ).stack()
    stack.up()
    assert "plaintext" in state_of(stack, "hidden")["outputs"]["made"]
    assert "plaintext" in state_of(stack, "hidden")["outputs"]["word"]
    studio.calls.clear()

    studio.things(
        """
        Thing("ignored", Options(ignore_changes=["size", "parts[0].n"]), size=2, parts=[{"n": 2}])
        Thing("guarded", Options(protect=True))
        """
    )
    assert stack.up().summary.resource_changes == {"same": 3, "delete": 4}
    assert sorted(studio.calls) == ["delete hidden", "delete owner"]
    with pytest.raises(CommandError, match="cannot be deleted\nbecause it is protected"):
        stack.destroy()
    assert "guarded" in names(stack)


def test_aliases_reach_into_components(studio, names):
    component = """
    class Place(pulumi.ComponentResource):
        def __init__(self, name, kind, opts=None):
            super().__init__(kind, name, {{}}, opts)
            self.inner = Thing(f"{{name}}-inner", Options(parent=self, ignore_changes=["label"]), size=1)
            self.register_outputs({{"made": self.inner.made}})

    place = Place({0})
    Thing("user", after=place.inner.made)
    """
    stack = studio.things(component.format('"old", "my:index:Old"')).stack()
    stack.up()
    studio.calls.clear()

    alias = 'Options(aliases=[pulumi.Alias(name="old", type_="my:index:Old")])'
    studio.things(component.format(f'"new", "my:index:New", {alias}'))
    assert stack.up().summary.resource_changes == {"same": 4}
    assert studio.calls == []
    assert names(stack) == ["new-inner", "user"]
    assert state_of(stack, "user")["dependencies"] == [state_of(stack, "new-inner")["urn"]]
    assert state_of(stack, "new")["outputs"] == {"made": "made"}


def test_transforms_and_hooks_run_in_the_program(studio):
    program = """
    def transform(args):
        return pulumi.ResourceTransformResult({**args.props, "added": "by transform"}, args.opts)

    pulumi.runtime.register_resource_transform(transform)
    hook = pulumi.ResourceHook("tell", lambda args: print("hook of", args.name, args.id or "no id"))
    every = pulumi.ResourceHookBinding(before_create=[hook], after_create=[hook], before_delete=[hook])
    """
    stack = studio.things(
        program
        + """
    Thing("a", Options(hooks=every))
    """
    ).stack()
    text = stack.up().stdout
    assert "hook of a no id" in text
    assert "hook of a id-a-None" in text
    assert state_of(stack, "a")["inputs"]["added"] == "by transform"

    studio.things(program)
    assert "hook of a id-a-None" in stack.up().stdout


def test_stack_references_see_own_stacks(studio):
    studio.things(
        'a = Thing("a")\npulumi.export("made", a.made)\npulumi.export("pass", pulumi.Output.secret("s"))'
    )
    studio.stack("other").up()
    studio.things(
        """
        other = pulumi.StackReference("organization/arena/other")
        Thing("b", made_there=other.require_output("made"), word=other.get_output("pass"))
        """
    )
    stack = studio.stack()
    stack.up()
    assert state_of(stack, "b")["inputs"]["made_there"] == "made"
    assert "plaintext" in state_of(stack, "b")["inputs"]["word"]

    studio.things('pulumi.StackReference("nowhere")')
    with pytest.raises(CommandError, match="unknown stack 'nowhere'"):
        stack.preview()


def test_get_reads_without_managing(studio):
    stack = studio.things(
        'found = Thing("found", Options(id="there"))\npulumi.export("label", found.label)'
    ).stack()
    assert stack.up().outputs["label"].value == "found"
    assert state_of(stack, "found")["external"]
    stack.destroy()
    assert studio.calls == []


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ('Thing("a", Options(import_="id"))', "import_ is not possible for a dynamic resource"),
        ('Thing("a", Options(replacement_trigger="x"))', "does not have the option replacement_trigger"),
        ('pulumi.ProviderResource("aws", "p", {})', "the local engine has no explicit providers"),
        ('pulumi.CustomResource("aws:s3:Bucket", "b", {})', "the plugin 'aws' needs the Pulumi CLI"),
        ('pulumi.runtime.invoke("aws:index:getZones", {})', "aws:index:getZones belongs to a plugin"),
        ('Thing("a", text=pulumi.StringAsset("x"))', "does not support assets and archives"),
    ],
)
def test_unsupported_features_are_refused(studio, program, sentence):
    stack = studio.things(program).stack()
    with pytest.raises(CommandError, match=sentence) as failure:
        stack.preview()
    assert "Traceback" not in str(failure.value)


def test_options_without_effect_are_reported(studio):
    stack = studio.things(
        """
        timeouts = pulumi.CustomTimeouts(create="5m")
        url = "https://example.com"
        Thing("a", Options(replace_on_changes=["x"], custom_timeouts=timeouts, version="1.2.3", plugin_download_url=url))
        """
    ).stack()
    text = stack.preview().stdout
    for option in ("replace_on_changes", "custom_timeouts", "version", "plugin_download_url"):
        assert f"{option} has no effect on a dynamic resource" in text
