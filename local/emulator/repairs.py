"""The list of repairs, in the order they are applied."""

from local.emulator import (
    api_import_repairs,
    apigateway_repairs,
    lambda_repairs,
    log_repairs,
    partition_limits,
    permission_repairs,
    queue_repairs,
    stack_repairs,
    state_repairs,
    statement_repairs,
    stream_repairs,
    table_repairs,
    throttle_repairs,
    time_repairs,
    usage_plan_repairs,
    worker_repairs,
    workflow_repairs,
)
from local.emulator.patching import require_version

REPAIRS = (
    lambda_repairs.end_logs_with_a_marker,
    lambda_repairs.report_exceptions_as_aws_does,
    lambda_repairs.run_on_a_clean_interpreter,
    lambda_repairs.hide_the_host_environment,
    lambda_repairs.extract_each_layer_once,
    lambda_repairs.keep_logs_bounded,
    log_repairs.subscribe_to_logs_as_aws_does,
    worker_repairs.share_warm_workers,
    apigateway_repairs.limit_payloads,
    apigateway_repairs.remember_the_request,
    apigateway_repairs.give_one_request_context,
    apigateway_repairs.take_the_api_key_from_the_authorizer,
    apigateway_repairs.fill_gateway_responses,
    apigateway_repairs.refuse_malformed_proxy_answers,
    api_import_repairs.keep_mock_responses,
    api_import_repairs.accept_any_method,
    api_import_repairs.import_gateway_responses,
    api_import_repairs.keep_the_key_source,
    api_import_repairs.keep_the_api_id,
    stack_repairs.deploy_nested_stacks_whole,
    stack_repairs.translate_each_template_once,
    usage_plan_repairs.refuse_ambiguous_keys,
    stream_repairs.consume_streams_as_aws_does,
    queue_repairs.serve_quiet_groups_first,
    queue_repairs.wake_event_sources_promptly,
    queue_repairs.authorize_batches_as_single_messages,
    queue_repairs.know_queues_by_this_port,
    table_repairs.read_expressions_once,
    table_repairs.query_only_the_page,
    statement_repairs.authorize_statements_one_by_one,
    permission_repairs.tell_iam_the_partitions,
    partition_limits.limit_partitions,
    throttle_repairs.throttle_a_share_of_the_calls,
    time_repairs.honour_time_to_live,
    time_repairs.tick_every_second,
    workflow_repairs.read_limits_from_the_state,
    workflow_repairs.fail_a_task_whose_function_failed,
    workflow_repairs.let_a_worker_die_alone,
    workflow_repairs.name_a_dead_process,
    workflow_repairs.fire_schedules_in_their_zone,
    workflow_repairs.authorize_a_schedule_in_its_group,
    workflow_repairs.tell_the_scheduled_time,
    state_repairs.save_quickly,
    state_repairs.keep_streams_over_a_restart,
    state_repairs.snapshot_while_running,
)


def apply_all() -> None:
    """Repair the emulator of this process, once, before it serves its first request."""
    require_version()
    for repair in REPAIRS:
        repair()
