"""Backups in a vault of AWS Backup: off unless asked for, of all that holds data, and not deleted with it."""

from tests.declared import references
from tools.template import ROOT, parse_file, stacks

ROOT_STACK = stacks()[0]
(BACKUPS,) = (stack for stack in stacks() if stack.name == "BackupStack")
RESOURCES = BACKUPS.body["Resources"]
PARAMETERS = ROOT_STACK.body["Parameters"]
PLAN = RESOURCES["BackupPlan"]["Properties"]["BackupPlan"]


def test_there_are_no_backups_unless_they_are_asked_for():
    assert PARAMETERS["BackupVault"]["Default"] == "false"
    assert ROOT_STACK.body["Resources"]["BackupStack"]["Condition"] == "HasBackups"
    production = (ROOT / "samconfig.toml").read_text(encoding="utf-8").partition("[production.deploy")[2]
    assert "BackupVault=true" in production.partition("[")[0]


def test_the_table_and_the_bucket_are_backed_up():
    """Each root resource that is kept when the stack is deleted and holds what customers gave."""
    selected = RESOURCES["BackupSelection"]["Properties"]["BackupSelection"]["Resources"]
    arns = [BACKUPS.passed[reference["Ref"]] for reference in selected]
    assert set().union(*map(references, arns)) == {"Table", "DocumentsBucket"}


def test_backups_outlive_the_stack():
    assert RESOURCES["Backups"]["DeletionPolicy"] == "RetainExceptOnCreate"
    assert RESOURCES["Backups"]["UpdateReplacePolicy"] == "Retain"


def test_a_locked_vault_keeps_each_backup_for_the_whole_time():
    condition, lock, _none = RESOURCES["Backups"]["Properties"]["LockConfiguration"]["Fn::If"]
    (rule,) = PLAN["BackupPlanRule"]
    assert condition == "LocksVault"
    assert lock["MinRetentionDays"] == rule["Lifecycle"]["DeleteAfterDays"] == {"Ref": "BackupVaultDays"}
    assert lock["ChangeableForDays"]["Fn::If"][:2] == ["LocksVaultForGood", 3], "AWS Backup takes no less"
    assert PARAMETERS["BackupVaultLock"]["Default"] == "none", "what cannot be undone is asked for"


def test_each_backup_is_copied_where_it_is_asked_for():
    (rule,) = PLAN["BackupPlanRule"]
    condition, (copy,), _none = rule["CopyActions"]["Fn::If"]
    assert condition == "CopiesBackups"
    assert copy["DestinationBackupVaultArn"] == {"Ref": "BackupVaultCopyTo"}
    assert copy["Lifecycle"] == rule["Lifecycle"]


def test_what_backs_up_may_not_restore():
    policies = RESOURCES["BackupRole"]["Properties"]["ManagedPolicyArns"]
    assert [policy["Fn::Sub"].rpartition("/")[2] for policy in policies] == [
        "AWSBackupServiceRolePolicyForBackup",
        "AWSBackupServiceRolePolicyForS3Backup",
    ]


def test_the_bucket_tells_aws_backup_of_its_changes_while_there_are_backups():
    bucket = parse_file(ROOT / "template.yaml")["Resources"]["DocumentsBucket"]["Properties"]
    condition, telling, _none = bucket["NotificationConfiguration"]["Fn::If"]
    assert (condition, telling) == ("HasBackups", {"EventBridgeConfiguration": {"EventBridgeEnabled": True}})
