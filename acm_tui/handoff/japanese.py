"""The message in Japanese, as one department writes to another or to a provider."""

from __future__ import annotations

from acm_tui.handoff.phrases import Phrases

JAPANESE = Phrases(
    subject_line="件名: {subject}",
    subject_one="【ご依頼】{domain} のTLS証明書に関するDNSレコードの登録",
    subject_many="【ご依頼】{domain} のTLS証明書に関するDNSレコードの登録",
    subject_several="【ご依頼】TLS証明書{count}件に関するDNSレコードの登録",
    subject_deadline="【期限: {deadline}】",
    opening_one="DNSご担当者様\n\nお世話になっております。\n下記のDNSレコードの登録をお願いいたします。",
    opening_many="DNSご担当者様\n\nお世話になっております。\n下記{count}件のDNSレコードの登録をお願いいたします。",
    heading="【{number}/{count}】",
    name="名前",
    type="種別",
    value="値",
    ttl="TTL",
    ttl_value="{ttl}（他の値でも差し支えありません）",
    label="ゾーン {zone} の設定画面で入力する名前: {label}",
    in_zone="■ ゾーン {zone}",
    in_no_zone="■ 登録先のゾーンは、こちらでは確認できておりません",
    purpose="本レコードは、AWS Certificate Manager（アカウント {account}）が\n"
    "次のドメイン名の証明書を発行・更新する際の確認に使用します。\n"
    "{names}",
    purpose_several="本レコードは、AWS Certificate Managerが次の証明書を発行・更新する際の\n"
    "確認に使用します。",
    asker="アカウント {account}: {names}",
    deadline="登録期限: {deadline}",
    deadline_utc="（{utc}）",
    after_deadline="期限を過ぎるとAWS側の確認が打ち切られ、こちらで再度申請いたしますが、\n"
    "その場合も、ご登録いただく内容は変わりません。",
    keep_one="本レコードは、登録後も削除せず、恒久的に残していただきますようお願い\n"
    "いたします。証明書を更新するたびに参照されます。",
    keep_many="いずれのレコードも、登録後も削除せず、恒久的に残していただきますよう\n"
    "お願いいたします。証明書を更新するたびに参照されます。",
    keep_several="いずれのレコードも、登録後も削除せず、恒久的に残していただきますよう\n"
    "お願いいたします。各証明書を更新するたびに参照されます。",
    dont="登録の際は、次の点にご注意ください。",
    donts=(
        "プロキシやCNAMEフラット化の機能は無効（「DNSのみ」）にしてください。\n"
        "CNAMEレコードとして外部から参照できる必要があります。",
        "名前欄にゾーン名を重ねて入力しないでください。\n"
        "入力した名前にゾーン名を自動で付加する設定画面が多くあります。",
        "先頭のアンダースコア「_」を省略しないでください。また、値の末尾に\n"
        "ゾーン名が付加されないよう、末尾のピリオド「.」まで入力してください。",
        "TXTなど、CNAME以外の種別で登録しないでください。また、同じ名前に\n"
        "ほかのレコードを登録しないでください。",
    ),
    bullet="・",
    check="登録後は、次のコマンドで確認できます（上記の「値」が返れば完了です）。",
    closing="ご不明な点がございましたら、お知らせください。\nよろしくお願いいたします。",
    moment="{at.year}年{at.month}月{at.day}日 {at:%H:%M}",
)
