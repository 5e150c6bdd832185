"""The generated parts of template.yaml and watch/template.yaml: what joins the functions' stacks."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bivelio_core.triggers import FromLog, FromQueue, StepTask

from tools.intrinsics import parse
from tools.template import linked
from tools.watch.objectives import link_of

from .emit import block
from .facilities import WORKFLOWS
from .function import Declared, resource
from .names import camel_case
from .triggers import alarms, queues
from .values import GetAtt, If, Ref, Sub, of_root, references

SPECIAL = {
    "AiSettings": Sub(
        '{"provider": "${AiProvider}", "key_secret": "${GeminiKey.Id}", "model": "${GeminiModel}", '
        '"fallback_model": "${GeminiFallbackModel}", "url": "${GeminiUrl}", '
        '"embedding_model": "${GeminiEmbeddingModel}"}'
    ),
    "ApiCertificate": If("HasDomain", GetAtt("GatewayStack", "Outputs.ApiCertificate"), ""),
    "ApiHosts": {
        "Fn::Sub": [
            "${Hosts}",
            {"Hosts": If("HasDomain", Sub("api.${DomainName},sandbox.api.${DomainName}"), Ref("ApiHosts"))},
        ]
    },
    "FunctionsPath": Sub(
        "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
        "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}_"
    ),
    "Producer": Sub(
        '{"name": "${ProducerName}", "nif": "${ProducerNif}", "address": "${ProducerAddress}", '
        '"town": "${ProducerTown}", "country": "${ProducerCountry}", '
        '"contact": "${ProducerContact}", "declared": "${ProducerDeclared}"}'
    ),
    "TableStreamArn": GetAtt("Table", "StreamArn"),
}
"""Parameters whose value is not the root's of that name."""
RUNNER = Sub(f"{WORKFLOWS}:stateMachine:${{AWS::StackName}}-workflows")
"""Put together from its name, because the functions that the state machine calls start and wake its executions."""


def is_in_root(function: Declared) -> bool:
    """Whether a function is in the root's stack: what the state machine, the clock, the stream or a person calls.

    Who keeps runs is there too, beside the state machine, and who changes usage plans, which a stack of their own has.
    """
    needs = function.needs
    if not function.folder.startswith("workers/"):
        return "/" not in function.folder
    consumes = any(isinstance(each, FromQueue | FromLog) for each in needs.fed_by)
    return not consumes or not {"runs", "usage_plans"}.isdisjoint(needs.uses)


def sections(functions: Iterable[Declared], nested: Mapping[str, str], hand: dict[str, Any]) -> dict[str, str]:
    """Return the text of each generated section of the root.

    Args:
        functions: all of them.
        nested: the text of each nested stack whose block is generated, by its file.
        hand: the root as it is written.
    """
    functions = tuple(functions)
    here = [each for each in functions if is_in_root(each)]
    queue_resources = queues(each.needs for each in functions)
    names = {*hand["Parameters"], *hand["Resources"], *(each.logical_id for each in here), *queue_resources}
    optional = {name: each["Condition"] for name, each in hand["Resources"].items() if "Condition" in each}
    resources = {each.logical_id: _in_root(each, names) for each in here} | queue_resources
    tasks = [each.logical_id for each in here if any(isinstance(trigger, StepTask) for trigger in each.needs.fed_by)]
    return {
        "stacks": _stacks(nested, names, optional),
        "functions and queues": _resources(resources),
        "step tasks": "".join(f"        {name}Arn: !Ref {name}.Alias\n" for name in tasks),
        "invoked step tasks": "".join(f"                - !Ref {name}.Alias\n" for name in tasks),
    }


def _resources(resources: Mapping[str, Any]) -> str:
    return "".join(f"  {name}:\n{block(each, 4)}" for name, each in resources.items())


def _in_root(function: Declared, names: set[str]) -> dict[str, Any]:
    body = resource(function)
    body["Properties"]["CodeUri"] = f"functions/{function.folder}/"
    own = {name: _value(name, names) for name in references(body) if not name.startswith("AWS::")}
    result: dict[str, Any] = linked(body, own | {"WorkflowRunner": RUNNER})
    return result


def _value(name: str, names: set[str]) -> Any:
    return SPECIAL.get(name) or of_root(name, names.__contains__)


def _passed(name: str, value: Any, optional: Mapping[str, str]) -> Any:
    """Return what a nested stack gets as a parameter; of a resource that is not always there, empty without it."""
    return If(optional[name], value, "") if name in optional else value


def _stacks(nested: Mapping[str, str], known: set[str], optional: Mapping[str, str]) -> str:
    passed = {file: tuple(parse(text)["Parameters"]) for file, text in nested.items()}
    domains = [names for file, names in passed.items() if file.startswith("functions/")]
    shared = [name for name in domains[0] if all(name in names for names in domains)]
    text, is_first = "", True
    for file, names in passed.items():
        own = {name: _passed(name, _value(name, known), optional) for name in names}
        text += f"  {stack_of(file)}:\n    Type: AWS::Serverless::Application\n{_order(file, passed)}"
        text += f"    Properties:\n      Location: {file}\n      Parameters:\n"
        if file.startswith("functions/"):
            text += f"        <<: &for_functions\n{block({n: own[n] for n in shared}, 10)}" if is_first else ""
            text += "" if is_first else "        <<: *for_functions\n"
            is_first, own = False, {name: value for name, value in own.items() if name not in shared}
        text += block(own, 8)
    return text


def stack_of(file: str) -> str:
    """Return the logical id of a nested stack: `ContactsStack` of functions/contacts/template.yaml."""
    return f"{camel_case(file.split('/')[-2])}Stack"


def _order(file: str, files: Iterable[str]) -> str:
    if file == "functions/workers/template.yaml":
        return (
            "    DependsOn: PublishEvents  # it must know what ReceiveMessage tells it by the heads of conversations\n"
        )
    if file != "gateway/template.yaml":
        return ""
    domains = (each for each in files if each.startswith("functions/") and "workers" not in each)
    return (
        "    DependsOn:  # a route is added after its function is created, and removed before it is deleted\n"
        + "".join(f"      - {stack_of(each)}\n" for each in domains)
    )


WAITS = """\
      Namespace: AWS/SQS
      MetricName: ApproximateNumberOfMessagesVisible
      Statistic: Maximum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 0
      <<: *beyond
"""
FAILS = """\
      Namespace: AWS/Lambda
      MetricName: Errors
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 5
      DatapointsToAlarm: 3
      Threshold: 0
      <<: *beyond
"""
DIMENSION = {"waits": "QueueName", "fails": "FunctionName"}


def alarm_section(functions: Iterable[Declared]) -> str:
    """Return the alarms on what waits in queues and on functions that the clock invokes."""
    text, whole = "", {"waits": WAITS, "fails": FAILS}
    for name, kind, about, value in alarms((each.logical_id, each.needs) for each in functions):
        common = whole.pop(kind, "")
        text += f"  {name}:\n    Type: AWS::CloudWatch::Alarm\n    Properties:{f' &{kind}' if common else ''}\n"
        text += common or f"      <<: *{kind}\n"
        dimension = {"Name": DIMENSION[kind], "Value": value}
        text += block({"AlarmDescription": Sub(f"{about} {link_of(name)}"), "Dimensions": [dimension]}, 6)
    return text


def watch_parameters(body: dict[str, Any], root: dict[str, Any]) -> str:
    """Return the parameters of the watch: all that it refers to and does not have."""
    types = {name: each["Type"] for name, each in root["Parameters"].items()}
    named_parts = references({key: body[key] for key in ("Conditions", "Resources")})
    names = {each.partition(".")[0] for each in named_parts if ":" not in each}
    parameters = sorted(names - body["Resources"].keys() - {"Id"})
    return "".join(f"  {name}: {{Type: {types.get(name, 'String')}}}\n" for name in parameters)


def replaced(text: str, name: str, section: str) -> str:
    """Return a file's text with one of its generated sections written anew.

    Raises:
        ValueError: when the file has no such section.
    """
    marked = re.compile(
        rf"(?ms)^( +# >>> generated: {re.escape(name)} \([^\n]*\n).*?^( +# <<< generated: {re.escape(name)}\n)"
    )
    if not marked.search(text):
        raise ValueError(f"there is no section `# >>> generated: {name}` that ends with `# <<< generated: {name}`")
    return marked.sub(lambda match: f"{match[1]}{section}{match[2]}", text)
