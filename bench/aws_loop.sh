#!/usr/bin/env bash
# Swaps a certificate wherever it is on an ALB or NLB, as people do by hand: one command of the AWS CLI a call.
# Usage: aws_loop.sh AWS OLD_ARN NEW_ARN
# Writes a line when it knows what is to do, and another when it is done.
set -euo pipefail
aws=$1 old=$2 new=$3

declare -A defaults
for balancer in $("$aws" elbv2 describe-load-balancers --query 'LoadBalancers[].LoadBalancerArn' --output text); do
    for listener in $("$aws" elbv2 describe-listeners --load-balancer-arn "$balancer" \
        --query "Listeners[?Protocol=='HTTPS' || Protocol=='TLS'].ListenerArn" --output text); do
        # “True” where it is the default, “False” where it is in the list, both where it is both.
        defaults[$listener]=$("$aws" elbv2 describe-listener-certificates --listener-arn "$listener" \
            --query "Certificates[?CertificateArn=='$old'].IsDefault" --output text)
    done
done
echo "planned"

for listener in "${!defaults[@]}"; do
    if [[ ${defaults[$listener]} == *False* ]]; then
        "$aws" elbv2 add-listener-certificates --listener-arn "$listener" \
            --certificates "CertificateArn=$new" >/dev/null
    fi
    if [[ ${defaults[$listener]} == *True* ]]; then
        "$aws" elbv2 modify-listener --listener-arn "$listener" --certificates "CertificateArn=$new" >/dev/null
    fi
    if [[ ${defaults[$listener]} == *False* ]]; then
        "$aws" elbv2 remove-listener-certificates --listener-arn "$listener" \
            --certificates "CertificateArn=$old" >/dev/null
    fi
done
echo "swapped"
