"""A built layer is smaller and compiled, and everything our functions import from it still works."""

import gzip
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import boto3.session
import botocore
import pytest
from bivelio_core.aws.services import SERVICES

from tests.declared import FUNCTIONS, RESOURCES, listed, of_type, statements
from tools import build_layer, layer_sizes, licences_page
from tools.template import ROOT, Function, functions

LAYERS = of_type("AWS::Serverless::LayerVersion")
REQUIREMENTS = ROOT / "layers" / "dependencies" / "requirements.txt"
DOCUMENTS = ROOT / "layers" / "documents" / "requirements.txt"
CLIENT_OF = {"ses": "sesv2", "states": "stepfunctions"}
"""The name of a service's client, where it is not the prefix of its IAM actions."""
LOCKED = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)


def locked(requirements: Path = REQUIREMENTS) -> dict[str, str]:
    """Name and version of what a layer installs, by default that of dependencies."""
    return dict(licences_page.locked(requirements))


OTHERS = sorted(set(ROOT.glob("layers/*/requirements.txt")) - {REQUIREMENTS})
"""The packages of others that only some functions have."""
LARGEST_FUNCTION = 150_000_000
"""The most bytes that all layers of a function have, unpacked; Lambda's limit for them and the function is 250 MB."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The dependencies layer, from this environment's packages instead of the index, trimmed and compiled."""
    return made_here(tmp_path_factory.mktemp("layer") / "python", REQUIREMENTS)


@pytest.fixture(scope="module")
def documents_site(tmp_path_factory):
    """The documents layer, made in the same way."""
    return made_here(tmp_path_factory.mktemp("documents") / "python", DOCUMENTS)


def made_here(folder: Path, requirements: Path, *, trimmed: bool = True) -> Path:
    """A layer from this environment's packages, trimmed and compiled unless told otherwise."""
    for name in locked(requirements):
        for path in importlib.metadata.files(name) or []:
            if ".." not in path.parts and "__pycache__" not in path.parts:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path.locate(), folder / path)
    if trimmed:
        build_layer.trim(folder)
        build_layer.compile_sources(folder, sys.executable)
    return folder


def run(site: Path, code: str, *flags: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process that sees the standard library and the layer, and nothing else."""
    program = f"import sys; sys.path.insert(0, {str(site)!r})\n{code}"
    command = [sys.executable, "-S", "-W", "error", *flags, "-c", program]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment)


def test_trimming_changes_no_file_that_is_linked_from_a_cache(tmp_path):
    """What is installed are links to files of uv's cache, from which other folders are installed too."""
    cache, layer = tmp_path / "cache", tmp_path / "layer"
    made_here(cache, REQUIREMENTS, trimmed=False)
    shutil.copytree(cache, layer, copy_function=os.link)
    before = {file: file.read_bytes() for file in cache.rglob("*") if file.is_file()}
    build_layer.trim(layer)
    names = {*build_layer.REPLACED, *(name for name, *_ in build_layer.PATCHED)}
    changed = [file for name in names if (file := layer / name).exists()]
    assert changed
    assert all(file.read_bytes() != before[cache / file.relative_to(layer)] for file in changed)
    assert {file: file.read_bytes() for file in cache.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("service", sorted(build_layer.AWS_SERVICES))
def test_a_service_we_use_has_a_client(site, service):
    made = run(site, f"import boto3; print(boto3.client({service!r}).meta.endpoint_url)")
    assert made.stdout.startswith("https://"), made.stderr


REQUEST = """
import boto3
client = boto3.client({service!r}, aws_access_key_id="x", aws_secret_access_key="x", region_name="eu-west-1")
class Sent(Exception): pass
def end(request, **_): raise Sent(request.url)
client.meta.events.register("before-send", end)
try:
    getattr(client, {operation!r})(**{parameters!r})
except Sent as sent:
    print(sent)
"""
REQUESTS = {
    "apigateway": ("get_usage_plan", {"usagePlanId": "p"}),
    "s3": ("head_object", {"Bucket": "bucket", "Key": "k"}),
    "sesv2": ("get_account", {}),
}


@pytest.mark.parametrize("service", sorted(build_layer.AWS_SERVICES))
def test_a_service_we_use_is_sent_a_request(site, service):
    """A client finds the address of each request by what its description says of it."""
    operation, parameters = REQUESTS[service]
    made = run(site, REQUEST.format(service=service, operation=operation, parameters=parameters))
    assert made.stdout.startswith("https://"), made.stderr


ENDPOINTS = """
import json, boto3
session = boto3.Session(aws_access_key_id="x", aws_secret_access_key="x")
found = {}
for service, region in json.loads(sys.argv[1]):
    meta = session.client(service, region_name=region).meta
    found[f"{service} {region}"] = [meta.endpoint_url, meta.partition, meta.config.signature_version]
print(json.dumps(found))
"""


def test_a_client_of_each_service_has_its_endpoint_in_each_region(site):
    """The same as with all that botocore knows."""
    regions = boto3.session.Session().get_available_regions("dynamodb")
    assert {"eu-west-1", "eu-south-2", "us-east-1"} <= set(regions)
    asked = json.dumps([(service, region) for service in sorted(build_layer.AWS_SERVICES) for region in regions])
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "AWS"))}
    answers = []
    for flags, path in [(["-S"], f"sys.path.insert(0, {str(site)!r})"), ([], "")]:
        command = [sys.executable, *flags, "-c", f"import sys\n{path}\n{ENDPOINTS}", asked]
        ran = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        answers.append(json.loads(ran.stdout))
    ours, whole = answers
    assert ours == whole
    assert len(ours) == len(build_layer.AWS_SERVICES) * len(regions)


@pytest.mark.parametrize("service", sorted(build_layer.AWS_SERVICES))
def test_every_operation_and_shape_of_a_service_is_still_described(site, service):
    """Only sentences are dropped; members that are named like them stay."""

    def members(described):
        return {name: (shape["type"], set(shape.get("members", ()))) for name, shape in described["shapes"].items()}

    (kept,) = (site / "botocore" / "data" / service).glob("*/service-2.json")
    published = max((Path(botocore.__file__).parent / "data" / service).glob("*/service-2.json.gz"))
    assert kept.parent.name == published.parent.name
    ours, whole = json.loads(kept.read_text()), json.loads(gzip.decompress(published.read_bytes()))
    assert ours["operations"].keys() == whole["operations"].keys()
    assert members(ours) == members(whole)
    assert '"documentation":"' not in json.dumps(ours | {"clientContextParams": {}}, separators=(",", ":"))


def test_a_model_is_validated_without_a_search_for_plugins(site):
    code = """
import pydantic
class Model(pydantic.BaseModel):
    at: int
print(Model.model_validate_json('{"at": 1}').at, "importlib.metadata" in sys.modules)
"""
    ran = run(site, code)
    assert ran.stdout.strip() == "1 False", ran.stderr


def test_of_the_module_that_is_replaced_pydantic_uses_one_function(site):
    used = {
        line.strip()
        for path in (site / "pydantic").rglob("*.py")
        for line in path.read_text().splitlines()
        if "_loader" in line and "import" in line
    }
    assert used == {"from ._loader import get_plugins"}, "see REPLACED in tools/build_layer.py"


MODELS = """
import importlib.util, json, pathlib
shown = {}
for folder in json.loads(sys.argv[1]):
    spec = importlib.util.spec_from_file_location("handler", pathlib.Path(folder) / "handler.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    contract = getattr(module.handler, "endpoint", None)
    for model in (contract.request, contract.response) if contract else ():
        model.model_rebuild()
        shown[f"{contract.operation} {model.__name__}"] = model.model_json_schema()
print(json.dumps(shown, default=str))
"""


def test_the_models_of_all_endpoints_are_those_of_the_libraries_as_published(site):
    """PATCHED makes classes of pydantic's cheaper, and no model another."""
    basic = {"CoreLayer", "DependenciesLayer"}
    folders = json.dumps(
        [
            str(ROOT / function.folder)
            for function in functions()
            if function.is_endpoint and {layer["Ref"] for layer in function.properties.get("Layers", [])} <= basic
        ]
    )
    shown = []
    for path in ([ROOT / "layers" / "core", site], [ROOT / "layers" / "core"]):
        flags = ["-S"] if site in path else []
        program = f"import sys; sys.path[:0] = {list(map(str, path))!r}\n{MODELS}"
        command = [sys.executable, *flags, "-c", program, folders]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        ran = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
        assert ran.returncode == 0, ran.stderr
        shown.append(json.loads(ran.stdout))
    assert shown[0] == shown[1]
    assert len(shown[0]) > 100


def test_a_patch_of_a_library_that_has_changed_is_refused():
    with pytest.raises(ValueError, match="see PATCHED"):
        build_layer.patched("class A: ...", "slots=True", "repr=False")


def test_a_service_we_do_not_use_is_refused(site):
    refused = run(site, "import boto3; boto3.client('ec2')")
    assert refused.returncode != 0
    assert "UnknownServiceError" in refused.stderr


def test_the_services_in_the_functions_policies_have_our_client_or_one_of_boto3():
    actions = [
        action for function in FUNCTIONS.values() for each in statements(function) for action in listed(each["Action"])
    ]
    called = {action.partition(":")[0] for action in actions if action != "iam:PassRole"}  # a grant, not a call
    assert {CLIENT_OF.get(prefix, prefix) for prefix in called} == build_layer.AWS_SERVICES | SERVICES.keys()


def test_pages_and_retries_work_as_before(site):
    code = """
import boto3, botocore.config, botocore.stub
client = boto3.client("s3", config=botocore.config.Config(retries={"mode": "standard", "max_attempts": 3}))
with botocore.stub.Stubber(client) as stub:
    stub.add_response("list_objects_v2", {"IsTruncated": True, "NextContinuationToken": "a"})
    stub.add_response("list_objects_v2", {"IsTruncated": False})
    print(sum(1 for _ in client.get_paginator("list_objects_v2").paginate(Bucket="bucket")), client.waiter_names)
"""
    ran = run(site, code)
    assert ran.stdout.startswith("2 "), ran.stderr
    assert "object_exists" in ran.stdout


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("import argon2; p = argon2.PasswordHasher(); print(p.verify(p.hash('secret'), 'secret'))", "True"),
        ("import jwt; print(jwt.decode(jwt.encode({'a': 1}, 'k' * 32), 'k' * 32, ['HS256']))", "{'a': 1}"),
        ("import phonenumbers; print(phonenumbers.parse('600 000 000', 'ES').country_code)", "34"),
        ("import stdnum.es.nif; print(stdnum.es.nif.is_valid('54362315K'))", "True"),
        ("import jmespath; print(jmespath.search('a', {'a': 1}))", "1"),
        (
            "import pydantic; print(pydantic.TypeAdapter(pydantic.EmailStr).validate_python('a@bivelio.com'))",
            "a@bivelio.com",
        ),
        ("from aws_lambda_powertools import Logger; print(Logger(service='s').service)", "s"),
        (
            "from aws_lambda_powertools.metrics import EphemeralMetrics; print(EphemeralMetrics.__name__)",
            "AmazonCloudWatchEMFProvider",
        ),
    ],
    ids=["argon2", "jwt", "phonenumbers", "stdnum", "jmespath", "email", "logger", "metrics"],
)
def test_a_package_works_from_the_layer_alone(site, code, printed):
    ran = run(site, code)
    assert ran.stdout.strip() == printed, ran.stderr


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("from lxml import etree; print(etree.fromstring(b'<a><b/></a>').find('b').tag)", "b"),
        ("import pypdfium2; print(len(pypdfium2.PdfDocument.new()))", "0"),
    ],
    ids=["lxml", "pypdfium2"],
)
def test_a_package_works_from_the_documents_layer_alone(documents_site, code, printed):
    ran = run(documents_site, code)
    assert ran.stdout.strip() == printed, ran.stderr


def test_every_package_of_the_documents_layer_keeps_its_licence(documents_site):
    folders = list(documents_site.glob("*.dist-info"))
    assert len(folders) == len(locked(DOCUMENTS))
    for folder in folders:
        assert [path for path in folder.rglob("*") if re.match(r"LICENSE", path.name)], folder.name


def test_every_module_is_compiled_and_loaded_without_a_look_at_its_source(site):
    sources = list(site.rglob("*.py"))
    assert sources
    for source in sources:
        compiled = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc"
        flags = int.from_bytes(compiled.read_bytes()[4:8], "little")
        assert flags == 0b01, f"{source} is not compiled by unchecked hash"


def test_every_package_keeps_its_licence(site):
    folders = list(site.glob("*.dist-info"))
    assert len(folders) == len(locked())
    for folder in folders:
        texts = [path for path in folder.rglob("*") if re.match(r"LICEN[SC]E|COPYING|NOTICE", path.name)]
        assert texts, folder.name
        assert (folder / "METADATA").is_file()


def test_a_compiled_module_survives_a_change_of_its_sources_time(tmp_path):
    (tmp_path / "ours.py").write_text("x = 1\n")
    build_layer.compile_sources(tmp_path, sys.executable)
    os.utime(tmp_path / "ours.py", (1, 1))
    loaded = run(tmp_path, "import ours", "-v")
    assert f"code object from '{tmp_path}/__pycache__/ours." in loaded.stderr


def test_a_compiled_module_names_lambdas_path_not_ours(tmp_path):
    (tmp_path / "ours.py").write_text("x = 1\n")
    build_layer.compile_sources(tmp_path, sys.executable)
    (compiled,) = tmp_path.rglob("*.pyc")
    assert b"/opt/python/ours.py" in compiled.read_bytes()
    assert str(tmp_path).encode() not in compiled.read_bytes()


def test_the_core_layer_is_our_package_and_nothing_else(tmp_path):
    site = build_layer.build("core", tmp_path, "host")
    assert [path.name for path in site.iterdir()] == ["bivelio_core"]
    ran = run(site, "import bivelio_core.errors as errors; print(errors.ResourceNotFound().message('es'))")
    assert ran.stdout.strip() == "El recurso solicitado no existe.", ran.stderr


of_each_layer = pytest.mark.parametrize("requirements", OTHERS, ids=lambda path: path.parent.name)


@of_each_layer
def test_a_layer_repeats_no_package_of_the_dependencies(requirements):
    assert locked(requirements).keys().isdisjoint(locked())


def test_the_client_of_mcp_servers_works_from_its_layer(site, tmp_path):
    """With the dependencies layer and ours, and small enough with both."""
    both = tmp_path / "python"
    shutil.copytree(site, both)
    made_here(both, ROOT / "layers" / "mcp" / "requirements.txt")
    build_layer.copy_sources(ROOT / "layers" / "core", tmp_path / "core")
    assert build_layer.size_of(both) + build_layer.size_of(tmp_path / "core") < LARGEST_FUNCTION
    code = f"""
sys.path.insert(0, {str(tmp_path / "core")!r})
from bivelio_core.providers.mcp_server import McpUnavailable, Target, server_for
try:
    server_for("live").tools(Target("https://mcp.invalid/mcp"))
except McpUnavailable as failure:
    print(failure.reason)
"""
    ran = run(both, code)
    assert ran.stdout.strip() == "unreachable", ran.stderr


def test_an_invoice_is_rendered_with_the_pdf_layer(site, tmp_path):
    """With typst as it is built: without the symbols for debuggers, which are a fifth of it."""
    both = tmp_path / "python"
    shutil.copytree(site, both)
    made_here(both, ROOT / "layers" / "pdf" / "requirements.txt")
    (library,) = both.glob("typst/*.so")
    (published,) = (
        Path(str(path.locate())) for path in importlib.metadata.files("typst") or [] if path.suffix == ".so"
    )
    assert library.stat().st_size < published.stat().st_size * 0.85
    code = f"""
sys.path[:0] = [{str(ROOT / "layers" / "core")!r}, {str(ROOT)!r}]
from tests.invoices.papers import invoice, png
from bivelio_core.invoices.pdf.rendering import render
print(render(invoice(logo=png()))[:8].decode())
"""
    ran = run(both, code)
    assert ran.stdout.strip() == "%PDF-1.7", ran.stderr


def test_an_invoice_is_signed_with_the_signing_layer(site, tmp_path):
    """By the libraries as they are trimmed, beside those that every function has."""
    both = tmp_path / "python"
    shutil.copytree(site, both)
    made_here(both, ROOT / "layers" / "signing" / "requirements.txt")
    code = f"""
sys.path[:0] = [{str(ROOT / "layers" / "core")!r}, {str(ROOT)!r}]
from datetime import UTC, datetime
from tests.invoices.papers import invoice
from bivelio_core.invoices.exports import facturae
from bivelio_core.invoices.signing import simulated, xades
credentials = simulated.credentials_of("Bivelio", "B65874210")
print(xades.sign(facturae.write(invoice()), credentials, datetime.now(UTC)).count(b"<ds:Reference "))
"""
    ran = run(both, code)
    assert ran.stdout.strip() == "3", ran.stderr


def test_what_is_no_shared_library_is_not_cut():
    with pytest.raises(ValueError, match="shared library"):
        build_layer.loaded_part(b"MZ" + bytes(100))


def test_a_layer_is_built_anew(tmp_path):
    (tmp_path / "python").mkdir()
    (tmp_path / "python" / "left_over.py").write_text("")
    assert not (build_layer.build("core", tmp_path, "host") / "left_over.py").exists()


def test_an_unknown_layer_is_refused_by_name(tmp_path):
    with pytest.raises(SystemExit, match="no layer 'nonsense'"):
        build_layer.build("nonsense", tmp_path, "host")


@pytest.mark.parametrize("machine", ["arm64", "x86_64"])
def test_wheels_for_lambda_are_never_taken_from_this_machine(machine, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: asked.extend(command))
    build_layer.install(REQUIREMENTS, tmp_path, machine)
    assert asked[asked.index("--python-platform") + 1] == f"{build_layer.LAMBDA_MACHINES[machine]}-manylinux_2_28"
    assert {"--require-hashes", "--only-binary", ":all:"} <= set(asked)
    assert asked[asked.index("--python-version") + 1] == "3.13"


def test_the_lock_has_hashes_and_no_address():
    text = REQUIREMENTS.read_text()
    assert text.count("--hash=sha256:") >= len(locked())
    assert not re.search(r"https?://|index-url|find-links", text)
    assert locked()["botocore"] == "1.43.106"


def test_the_layers_packages_are_of_the_versions_the_tests_run_with():
    development = dict(LOCKED.findall((ROOT / "requirements" / "dev.txt").read_text()))
    shipped = {name: version for path in (REQUIREMENTS, *OTHERS) for name, version in locked(path).items()}
    assert {name: version for name, version in shipped.items() if development.get(name) != version} == {}


@pytest.mark.parametrize("name", sorted(LAYERS))
def test_sam_builds_a_layer_with_our_makefile(name):
    assert RESOURCES[name]["Metadata"] == {"BuildMethod": "makefile", "ContextPath": "layers", "WorkingDirectory": "."}
    assert f"\nbuild-{name}:\n" in (ROOT / "layers" / "Makefile").read_text()
    assert (ROOT / LAYERS[name]["ContentUri"]).is_dir()
    assert LAYERS[name]["CompatibleArchitectures"] == [{"Ref": "Architecture"}]


MOST_BYTES = 175_000_000
"""What a function may have of layers, unpacked. Lambda allows 250 MB with the function's own code."""
SIZES = json.loads(layer_sizes.FILE.read_text())
WITH_PYC = 3
"""A compiled module is about as large as its source, twice at most."""


@pytest.mark.fix("Run `make layer-sizes`.")
def test_the_sizes_are_those_of_the_layers_as_they_are_locked():
    assert {name: layer["built_from"] for name, layer in SIZES.items()} == {
        name: layer_sizes.built_from(name) for name in layer_sizes.locked_layers()
    }


def test_the_layers_of_a_function_are_together_small_enough():
    core = size_of_sources(ROOT / "layers" / "core") * WITH_PYC
    sizes = {
        f"{function.logical_id} on {machine}": core + others_of(function, machine)
        for function in functions()
        for machine in build_layer.LAMBDA_MACHINES
    }
    assert {name: size for name, size in sizes.items() if size >= MOST_BYTES} == {}, "leave a layer out"


def size_of_sources(folder: Path) -> int:
    """The bytes of what is shipped of a folder: without what the interpreters of this machine have compiled there."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def test_what_this_machine_compiled_is_no_source(tmp_path):
    for path in ("a.py", "b/__pycache__/a.cpython-313.pyc"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("1 + 1")
    assert size_of_sources(tmp_path) == 5


def others_of(function: Function, machine: str) -> int:
    """The bytes of a function's layers beside our own."""
    layers = {"CoreLayer", "DependenciesLayer"} | {layer["Ref"] for layer in function.properties.get("Layers", ())}
    return sum(SIZES[name.removesuffix("Layer").lower()][machine] for name in layers - {"CoreLayer"})


ALL_BYTES = 230_000_000
"""All layers together, so that a function could have any of them within Lambda's 250 MB."""


def test_all_layers_together_would_be_small_enough():
    for machine in build_layer.LAMBDA_MACHINES:
        assert sum(layer[machine] for layer in SIZES.values()) < ALL_BYTES
