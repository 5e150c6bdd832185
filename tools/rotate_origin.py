"""``make rotate-origin STACK=...``: draw the secret anew that the dashboard's distribution does not send now.

The functions take both secrets, and the distribution sends the one that the parameter OriginSecret names. The stack is
deployed afterwards with the other letter (docs/operations.md, "Rotating keys"); until then nothing has changed for
anybody, so this can be repeated. Nobody sees the secret.
"""

import argparse
import sys

from tools.deployed import Deployed, Platform

LETTERS = ("A", "B")
CHARACTERS = 64


def rotate(platform: Platform, stack: str) -> str:
    """Draw the secret that is not sent anew, and return its letter.

    Raises:
        LookupError: for a stack without a dashboard, which has no such secrets.
    """
    (about,) = platform.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    parameters = {each["ParameterKey"]: each["ParameterValue"] for each in about.get("Parameters", ())}
    if parameters.get("Dashboard") != "true":
        raise LookupError(f"{stack} has no dashboard (Dashboard=true), so nothing proves itself to its API.")
    (idle,) = (letter for letter in LETTERS if letter != parameters["OriginSecret"])
    secrets = platform.client("secretsmanager")
    drawn = secrets.get_random_password(PasswordLength=CHARACTERS, ExcludePunctuation=True)["RandomPassword"]
    secrets.put_secret_value(SecretId=platform.resource(f"OriginSecret{idle}"), SecretString=drawn)
    return idle


def main() -> None:
    """Draw it, and say what comes next."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stack", required=True)
    stack = parser.parse_args().stack
    try:
        letter = rotate(Deployed(stack), stack)
    except LookupError as error:
        sys.exit(str(error))
    print(f"OriginSecret{letter} is new. Write OriginSecret={letter} into samconfig.toml and run make deploy.")


if __name__ == "__main__":
    main()
