#!/usr/bin/env bash
# One order from its submission to the authority's approval, with curl and jq:
#
#     examples/shell/verified.sh
#
# BEIAN_SIM_URL is where beian-sim serves (http://127.0.0.1:8080 unless set). The story has a sandbox
# of its own, which is removed at the end; SANDBOX=name plays it in that one and leaves it to look at.
# Exits 0 where the order ends approved, else 1.
set -euo pipefail

root=${BEIAN_SIM_URL:-http://127.0.0.1:8080}
root=${root%/}
sandbox=${SANDBOX:-shell-$(date +%s)-$$}
base=$root/s/$sandbox

step() { printf '\n== %s\n' "$*"; }
fail() { printf 'verified.sh: %s\n' "$*" >&2; exit 1; }

# call METHOD PATH [JSON]: prints the answer. A refusal ends the story with its problem details.
call() {
  local status body
  body=$(curl -sS -X "$1" -H 'Content-Type: application/json' ${3+--data "$3"} \
    -w '\n%{http_code}' "$base$2") || fail "beian-sim does not answer at $root"
  status=${body##*$'\n'}
  body=${body%$'\n'*}
  [[ $status == 2* ]] || fail "$1 $2 is refused ($status): $body"
  printf '%s' "$body"
}

for tool in curl jq; do
  command -v "$tool" >/dev/null || fail "$tool is needed and not installed"
done
if [ -z "${SANDBOX:-}" ]; then
  trap 'curl -sS -o /dev/null -X DELETE "$root/_sim/v1/sandboxes/$sandbox" || true' EXIT
fi

step "The clock of sandbox $sandbox stands at nine in the morning"
call PUT /_sim/v1/clock '{"mode": "frozen", "now": "2024-03-01T09:00:00+08:00"}' | jq -c '{now, mode}'

step "The provider submits an order"
order=$(jq -n '{
  order_no: "P-1", filing_type: "first_filing", province: "zj", provider: "云端示例",
  entity: {name: "示例公司", principal:
    {name: "张三", phone: "13800000001", id_type: "resident_id", id_number: "330102199001010014"}},
  services: [{name: "示例网", kind: "website", principal:
    {name: "李四", phone: "13800000002", id_type: "resident_id", id_number: "33010219900101002X"}}]
}')
call POST /v1/orders "$order" | jq -c '{order_no, status, verifiers}'

step "Five minutes later the SMS arrive"
call POST /_sim/v1/clock/advance '{"by": "5m"}' | jq -c '.fired[] | {at, type}'
messages=$(call GET '/_sim/v1/messages?order_no=P-1')
jq -r '.messages[] | "\(.to): \(.text)"' <<<"$messages"

step "Each person enters code, phone and the last six characters of the ID"
people=$(jq -c '[.entity.principal, .services[].principal][]' <<<"$order")
while read -r person; do
  entered=$(jq -n --argjson person "$person" --argjson inbox "$messages" '{
    phone: $person.phone,
    code: [$inbox.messages[] | select(.to == $person.phone)][-1].code,
    id_suffix: $person.id_number[-6:]
  }')
  call POST /v1/verify "$entered" | jq -r '"\(.outcome): \(.message)"'
done <<<"$people"

step "The provider learns it when the result has synced, after two hours at the most"
call POST /_sim/v1/clock/advance '{"by": "2h"}' | jq -c '.fired[] | {at, type}'
call GET /v1/orders/P-1 | jq -c '{order_no, status, sms_verify_status}'

step "The authority approves"
call POST /_sim/v1/orders/P-1/review '{"decision": "approve"}' >/dev/null
status=$(call GET /v1/orders/P-1 | jq -r .status)
printf '%s\n' "$status"
[ "$status" = approved ] || fail "the order ended $status, not approved"
