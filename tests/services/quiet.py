"""Resources that no surface stands on, reviewed: a type, a pattern of names, and why nobody outside notices them."""

BACKUPS = "copies of data: made and tested beside what serves"
EVIDENCE = "records of what happened, for auditors and alarms"
GUARD = "a rule of the account that refuses mistakes, and no request of a user"
WATCH = "watches from outside and tells people"
KEPT = "a bucket of logs or records, or what a trust store once read from it: nobody's answer comes from there"
LABEL = "a name for a key, which everything refers to by its id"
DUMPS = "the job that writes dumps: it reads at night, and serves nobody"
MAIL = "about mail and certificates to come, which no visitor asks for"

QUIET: tuple[tuple[str, str, str], ...] = (
    ("guard:index:Move", "*", "the memory of a stack, which nobody but the engine reads"),
    ("aws:accessanalyzer/analyzer:Analyzer", "*", EVIDENCE),
    ("aws:backup/*", "*", BACKUPS),
    ("aws:budgets/budget:Budget", "*", "mails about money"),
    ("aws:cfg/*", "*", EVIDENCE),
    ("aws:cloudtrail/trail:Trail", "*", EVIDENCE),
    ("aws:cloudwatch/event*", "*", EVIDENCE),
    ("aws:cloudwatch/logGroup:LogGroup", "flow-logs-*", EVIDENCE),
    ("aws:ebs/*", "*", GUARD),
    ("aws:ec2/flowLog:FlowLog", "*", EVIDENCE),
    ("aws:guardduty/*", "*", EVIDENCE),
    ("aws:iam/accountPasswordPolicy:AccountPasswordPolicy", "*", GUARD),
    ("aws:iam/role*", "backup-*", BACKUPS),
    ("aws:iam/role*", "restore-*", BACKUPS),
    ("aws:iam/role*", "jobs-*", BACKUPS),
    ("aws:iam/role*", "s3-*", BACKUPS),
    ("aws:iam/role*", "flow-logs-*", EVIDENCE),
    ("aws:iam/role*", "recorder-*", EVIDENCE),
    ("aws:kms/alias:Alias", "*", LABEL),
    ("aws:kms/key:Key", "backup-keys-*", BACKUPS),
    ("aws:kms/key:Key", "logs-keys-*", EVIDENCE),
    ("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", "*", GUARD),
    ("aws:s3/bucket*", "balancer-logs-*", KEPT),
    ("aws:s3/bucket*", "edge-logs-*", KEPT),
    ("aws:s3/bucket*", "records-*", KEPT),
    ("aws:s3/bucket*", "trail-*", KEPT),
    ("aws:s3/bucket[!O]*", "trust-*", KEPT),
    ("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "trust-*", KEPT),
    ("aws:secretsmanager/secret*", "database-*-master", "the password of the master, whom no service logs in as"),
    ("aws:securityhub/*", "*", EVIDENCE),
    ("aws:sns/*", "*", EVIDENCE),
    ("cloudflare:index/accountToken:AccountToken", "dumps-token", DUMPS),
    ("cloudflare:index/dnsRecord:DnsRecord", "caa-*", MAIL),
    ("cloudflare:index/dnsRecord:DnsRecord", "spf", MAIL),
    ("cloudflare:index/dnsRecord:DnsRecord", "dmarc", MAIL),
    ("cloudflare:index/healthcheck:Healthcheck", "*", WATCH),
    ("cloudflare:index/logpush*", "*", EVIDENCE),
    ("cloudflare:index/notificationPolicy:NotificationPolicy", "*", WATCH),
    ("cloudflare:index/r2Bucket*", "dumps*", BACKUPS),
    ("railway:index:*", "dumps*", DUMPS),
)

ASIDE = "a setting of the proxy, which no host passes"

QUIET_WITHOUT_PROXY: tuple[tuple[str, str, str], ...] = (
    ("cloudflare:index/argoSmartRouting:ArgoSmartRouting", "argo", ASIDE),
    ("cloudflare:index/botManagement:BotManagement", "bots", ASIDE),
    ("cloudflare:index/leakedCredentialCheck:LeakedCredentialCheck", "*", ASIDE),
    ("cloudflare:index/tieredCache:TieredCache", "*", ASIDE),
    ("cloudflare:index/urlNormalizationSettings:UrlNormalizationSettings", "*", ASIDE),
    ("cloudflare:index/zoneSetting:ZoneSetting", "*", ASIDE),
)
