"""The shell commands of a job: one runs it and reports its result, one follows its log."""

from __future__ import annotations

import shlex

from ..service.task.run_task import PLACEMENT_FIELD, PLACEMENT_TYPE, TaskToRun, run_task_command

SECONDS_BETWEEN_QUESTIONS = 5


def run_command(name: str, task: TaskToRun, log_group: str, region: str) -> str:
    """Return a command that runs the job, waits, prints its log, and exits with the code of the job's own container.

    It needs the AWS CLI, version 1 or 2, and a POSIX shell. If the container never started, it exits with 1 and writes
    the reason to standard error.
    """
    placement = f"--placement-strategy type={PLACEMENT_TYPE},field={PLACEMENT_FIELD}"
    started = "--query '[tasks[0].taskArn, failures[0].reason, failures[0].detail]' --output text"
    run = run_task_command(task, None, placement, "--propagate-tags TASK_DEFINITION --enable-ecs-managed-tags", started)
    describe = f'aws ecs describe-tasks --cluster {task.cluster} --tasks "$task" --output text'
    code = f"[tasks[0].containers[?name=='{name}'].exitCode | [0], tasks[0].stoppedReason]"
    script = f"""set -f
export AWS_REGION={region} AWS_DEFAULT_REGION={region}
started=$({run}) || exit 1
set -- $started
task=$1
if [ "$task" = None ]; then shift; echo "{name} was not started: $*" >&2; exit 1; fi
echo "{name} runs as $task" >&2
until [ "$status" = STOPPED ]; do
  [ -z "$status" ] || sleep {SECONDS_BETWEEN_QUESTIONS}
  status=$({describe} --query 'tasks[0].lastStatus') || exit 1
done
ended=$({describe} --query {shlex.quote(code)}) || exit 1
aws logs filter-log-events --log-group-name {log_group} --log-stream-names "{name}/{name}/${{task##*/}}" \\
  --query 'events[].[message]' --output text
set -- $ended
code=$1
shift
echo "{name} ended with exit code $code: $*" >&2
[ "$code" != None ] || exit 1
exit "$code\""""
    return f"sh -c {shlex.quote(script)}"


def logs_command(log_group: str, region: str) -> str:
    """Return a command that prints the log of the last hour and follows it. It needs the AWS CLI, version 2."""
    return f"aws logs tail {log_group} --region {region} --since 1h --follow"
