#!/bin/sh
# The image that the SAM CLI runs functions in, where no image registry can be reached: Debian's Python 3.13 with AWS's
# runtime interface client. It needs root, debootstrap, and Docker or Podman. The SAM CLI adds AWS's emulator of Lambda.
set -eu
cd "$(dirname "$0")/../.."

case $(uname -m) in
  aarch64 | arm64) architecture=arm64 machine=aarch64 ;;
  *) architecture=x86_64 machine=x86_64 ;;
esac
image=public.ecr.aws/lambda/python:3.13 # the name under which the SAM CLI looks for it
engine=$(command -v podman || command -v docker)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

debootstrap --variant=minbase --include=python3,ca-certificates trixie "$folder/files" >"$folder/log" 2>&1 ||
  { tail -20 "$folder/log" >&2; exit 1; }
mkdir -p "$folder/files/var/runtime" "$folder/files/var/task" "$folder/files/opt"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --root-user-action ignore --require-hashes --no-deps \
  --requirement local/containers/requirements.txt --target "$folder/files/var/runtime" \
  --only-binary :all: --implementation cp --python-version 3.13 \
  --platform "manylinux_2_28_$machine" --platform "manylinux_2_17_$machine" --platform any
cat >"$folder/files/var/runtime/bootstrap" <<'BOOTSTRAP'
#!/bin/sh
export PYTHONPATH=/var/task:/opt/python:/var/runtime
exec python3 -m awslambdaric "$_HANDLER"
BOOTSTRAP
chmod 755 "$folder/files/var/runtime/bootstrap"
rm -rf "$folder/files/var/cache/apt" "$folder/files/var/lib/apt/lists" "$folder/files/etc/apt"
tar -C "$folder/files" -c . | "$engine" import - "$image-$architecture"
"$engine" tag "$image-$architecture" "$image"
