# The same as main.bicep, step by step, with the Az module (Az.ServiceBus 2 or newer). See ../azure.md.
# Every step may be repeated. Run it in one session: later steps use what earlier ones set.
$ErrorActionPreference = 'Stop'

# 1. Names. Namespace and account names are unique in all of Azure.
$Group = 'lerwq'
$Location = 'uksouth'
$Prefix = 'lerwq-example'
$Labels = @('msr-morello')                      # every label that the allow list can name
$Image = 'ghcr.io/example/lerwq-reflector:1'    # made with docker/Dockerfile.reflector
$WebhookSecret = [Environment]::GetEnvironmentVariable('LERWQ_WEBHOOK_SECRET')
if (-not $WebhookSecret) { throw 'set LERWQ_WEBHOOK_SECRET to the secret of the GitHub App''s webhook' }

$WorkQueue = 'work-queue'
$WorkComplete = 'work-complete'
$DebugQueue = 'github-reflector-debug'
$Database = 'GitHubWebHookDB'
$Containers = @('AllowOwner', 'AllowRepository')
$Week = New-TimeSpan -Days 7
$Day = New-TimeSpan -Days 1
$Lock = New-TimeSpan -Minutes 5

# 2. Sign in and make the resource group.
Connect-AzAccount
New-AzResourceGroup -Name $Group -Location $Location -Force

# 3. Service Bus: the namespace, without connection strings.
$Bus = New-AzServiceBusNamespace -ResourceGroupName $Group -Name $Prefix -Location $Location `
    -SkuName Standard -DisableLocalAuth

# 4. The topic, and for every label a subscription with its filter. The rule $Default would let everything in.
$Topic = New-AzServiceBusTopic -ResourceGroupName $Group -NamespaceName $Prefix -Name $WorkQueue `
    -DefaultMessageTimeToLive $Week -RequiresDuplicateDetection -DuplicateDetectionHistoryTimeWindow $Day
foreach ($Label in $Labels) {
    New-AzServiceBusSubscription -ResourceGroupName $Group -NamespaceName $Prefix -TopicName $WorkQueue `
        -Name $Label -LockDuration $Lock -DefaultMessageTimeToLive $Week -MaxDeliveryCount 10 `
        -DeadLetteringOnMessageExpiration
    New-AzServiceBusRule -ResourceGroupName $Group -NamespaceName $Prefix -TopicName $WorkQueue `
        -SubscriptionName $Label -Name '$Default' -FilterType SqlFilter -SqlExpression "sys.Label = '$Label'"
}

# 5. The two queues. Completions need sessions.
$Complete = New-AzServiceBusQueue -ResourceGroupName $Group -NamespaceName $Prefix -Name $WorkComplete `
    -RequiresSession -LockDuration $Lock -DefaultMessageTimeToLive $Week
$Debug = New-AzServiceBusQueue -ResourceGroupName $Group -NamespaceName $Prefix -Name $DebugQueue `
    -DefaultMessageTimeToLive $Week

# 6. Cosmos DB, serverless, which can only be chosen now. As a plain resource, since the cmdlet's
#    parameter for capabilities differs between versions of the module.
New-AzResource -ResourceGroupName $Group -ResourceType 'Microsoft.DocumentDB/databaseAccounts' `
    -ApiVersion '2023-11-15' -Name $Prefix -Location $Location -Kind 'GlobalDocumentDB' -Force -Properties @{
        databaseAccountOfferType = 'Standard'
        capabilities             = @(@{ name = 'EnableServerless' })
        locations                = @(@{ locationName = $Location; failoverPriority = 0 })
        consistencyPolicy        = @{ defaultConsistencyLevel = 'Session' }
        disableLocalAuth         = $true
        minimalTlsVersion        = 'Tls12'
    }
$Account = Get-AzCosmosDBAccount -ResourceGroupName $Group -Name $Prefix

# 7. The database and its two containers.
New-AzCosmosDBSqlDatabase -ResourceGroupName $Group -AccountName $Prefix -Name $Database
foreach ($Container in $Containers) {
    New-AzCosmosDBSqlContainer -ResourceGroupName $Group -AccountName $Prefix -DatabaseName $Database `
        -Name $Container -PartitionKeyKind Hash -PartitionKeyPath '/id'
}

# 8. The reflector on Azure Container Apps, with an identity of its own.
New-AzResource -ResourceGroupName $Group -ResourceType 'Microsoft.App/managedEnvironments' `
    -ApiVersion '2024-03-01' -Name $Prefix -Location $Location -Force -Properties @{}
$Environment = Get-AzResource -ResourceGroupName $Group -ResourceType 'Microsoft.App/managedEnvironments' -Name $Prefix
$App = @{
    location   = $Location
    identity   = @{ type = 'SystemAssigned' }
    properties = @{
        managedEnvironmentId = $Environment.ResourceId
        configuration        = @{
            secrets = @(@{ name = 'webhook-secret'; value = $WebhookSecret })
            ingress = @{ external = $true; targetPort = 8080; transport = 'http'; allowInsecure = $false }
        }
        template             = @{
            containers = @(@{
                    name      = 'reflector'
                    image     = $Image
                    args      = @('reflector')
                    resources = @{ cpu = 0.5; memory = '1Gi' }
                    env       = @(
                        @{ name = 'LERWQ_WEBHOOK_SECRET'; secretRef = 'webhook-secret' }
                        @{ name = 'LERWQ_BUSNAME'; value = "$Prefix.servicebus.windows.net" }
                        @{ name = 'LERWQ_DBACCT'; value = $Account.DocumentEndpoint }
                        @{ name = 'LERWQ_PROBE_LABELS'; value = $Labels -join ',' }
                    )
                    probes    = @(
                        @{ type = 'Liveness'; httpGet = @{ path = '/health/live'; port = 9000 }; initialDelaySeconds = 10 }
                        @{ type = 'Readiness'; httpGet = @{ path = '/health/ready'; port = 9000 }; initialDelaySeconds = 5 }
                    )
                })
            scale      = @{ minReplicas = 1; maxReplicas = 3 }
        }
    }
}
$Subscription = (Get-AzContext).Subscription.Id
$AppPath = "/subscriptions/$Subscription/resourceGroups/$Group/providers/Microsoft.App/containerApps/lerwq-reflector"
$Made = Invoke-AzRestMethod -Method PUT -Path "${AppPath}?api-version=2024-03-01" `
    -Payload ($App | ConvertTo-Json -Depth 12)
if ($Made.StatusCode -ge 300) { throw "the container app was refused: $($Made.Content)" }
$Reflector = ($Made.Content | ConvertFrom-Json).identity.principalId

# 9. What the reflector may do: send to three entities, read the allow list.
foreach ($Entity in @($Topic, $Complete, $Debug)) {
    New-AzRoleAssignment -ObjectId $Reflector -RoleDefinitionName 'Azure Service Bus Data Sender' -Scope $Entity.Id
}
New-AzCosmosDBSqlRoleAssignment -ResourceGroupName $Group -AccountName $Prefix -PrincipalId $Reflector `
    -RoleDefinitionId '00000000-0000-0000-0000-000000000001' -Scope "/dbs/$Database"

# 10. A service principal for executors, and what it may do: take work of its labels, take completions, and
#     answer a shutdown request.
$Executor = New-AzADServicePrincipal -DisplayName 'lerwq-executors'
foreach ($Label in $Labels) {
    New-AzRoleAssignment -ObjectId $Executor.Id -RoleDefinitionName 'Azure Service Bus Data Receiver' `
        -Scope "$($Topic.Id)/subscriptions/$Label"
}
New-AzRoleAssignment -ObjectId $Executor.Id -RoleDefinitionName 'Azure Service Bus Data Receiver' -Scope $Complete.Id
New-AzRoleAssignment -ObjectId $Executor.Id -RoleDefinitionName 'Azure Service Bus Data Sender' -Scope $Complete.Id

# 11. What the operator who runs this may do: look into every queue, request a shutdown, edit the allow list.
$Operator = (Get-AzADUser -SignedIn).Id
New-AzRoleAssignment -ObjectId $Operator -RoleDefinitionName 'Azure Service Bus Data Receiver' -Scope $Bus.Id
New-AzRoleAssignment -ObjectId $Operator -RoleDefinitionName 'Azure Service Bus Data Sender' -Scope $Topic.Id
New-AzCosmosDBSqlRoleAssignment -ResourceGroupName $Group -AccountName $Prefix -PrincipalId $Operator `
    -RoleDefinitionId '00000000-0000-0000-0000-000000000002' -Scope "/dbs/$Database"

# 12. What executors and GitHub have to be told. The secret is shown once.
$Ready = Invoke-AzRestMethod -Method GET -Path "${AppPath}?api-version=2024-03-01"
$Fqdn = ($Ready.Content | ConvertFrom-Json).properties.configuration.ingress.fqdn
"webhook URL          https://$Fqdn/webhooks/github"
"busname              $Prefix.servicebus.windows.net"
"dbacct               $($Account.DocumentEndpoint)"
"AZURE_TENANT_ID      $((Get-AzContext).Tenant.Id)"
"AZURE_CLIENT_ID      $($Executor.AppId)"
"AZURE_CLIENT_SECRET  $($Executor.PasswordCredentials.SecretText)"
