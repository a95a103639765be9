"""The frozen table of component types. A token is identity: it is never renamed and never names a tier."""

from __future__ import annotations

from types import MappingProxyType

TOKENS = MappingProxyType(
    {
        # Class name to type token. Adding a row is free; changing one needs an alias and an ADR.
        "PlatformSecrets": "sayar:security:PlatformSecrets",
        "Zone": "sayar:edge:Zone",
        "Records": "sayar:edge:Records",
        "Firewall": "sayar:edge:Firewall",
        "Delivery": "sayar:edge:Delivery",
        "Watch": "sayar:edge:Watch",
        "Balancing": "sayar:edge:Balancing",
        "HostingProject": "sayar:hosting:HostingProject",
        "Services": "sayar:hosting:Services",
        "Web": "sayar:hosting:Web",
        "RedisStores": "sayar:cache:RedisStores",
        "BackupBuckets": "sayar:backup:BackupBuckets",
        "DumpJob": "sayar:backup:DumpJob",
        "Database": "sayar:database:Database",
        "DatabaseAccess": "sayar:database:DatabaseAccess",
        "Network": "sayar:network:Network",
        "Endpoints": "sayar:network:Endpoints",
        "FlowLogs": "sayar:network:FlowLogs",
        "Peering": "sayar:network:Peering",
        "Keys": "sayar:security:Keys",
        "SharedSecrets": "sayar:security:SharedSecrets",
        "Guards": "sayar:security:Guards",
        "AuditTrail": "sayar:security:AuditTrail",
        "AccountDefaults": "sayar:security:AccountDefaults",
        "PrivateBucket": "sayar:storage:PrivateBucket",
        "CostBudget": "sayar:monitoring:CostBudget",
        "Vaults": "sayar:backup:Vaults",
        "AuroraCluster": "sayar:database:AuroraCluster",
        "GlobalDatabase": "sayar:database:GlobalDatabase",
        "DatabaseProxy": "sayar:database:DatabaseProxy",
        "ValkeyGroups": "sayar:cache:ValkeyGroups",
        "Kafka": "sayar:messaging:Kafka",
        "ClusterGroups": "sayar:cluster:ClusterGroups",
        "Cluster": "sayar:cluster:Cluster",
        "NodePools": "sayar:cluster:NodePools",
        "Charts": "sayar:cluster:Charts",
        "Namespaces": "sayar:cluster:Namespaces",
        "SecretStore": "sayar:cluster:SecretStore",
        "Workload": "sayar:cluster:Workload",
        "CertificateAuthority": "sayar:ingress:CertificateAuthority",
        "Certificates": "sayar:ingress:Certificates",
        "Ingress": "sayar:ingress:Ingress",
        "ClientCertificates": "sayar:edge:ClientCertificates",
        "CustomHostnames": "sayar:edge:CustomHostnames",
        "LogDelivery": "sayar:edge:LogDelivery",
        "SchemaValidation": "sayar:edge:SchemaValidation",
        "ClientCell": "sayar:clients:ClientCell",
        "CellDatabase": "sayar:clients:CellDatabase",
    }
)
