// Everything lerwq needs on Azure, and the reflector on Azure Container Apps. See ../azure.md.
//
//   az deployment group create -g GROUP -f main.bicep -p labels='["msr-morello"]' image=REGISTRY/lerwq-reflector:1 \
//       executorPrincipalIds='["OBJECT-ID"]'
//
// It asks for webhookSecret.

@description('Prefix of all names; globally unique in parts of Azure.')
@minLength(3)
@maxLength(20)
param prefix string = 'lerwq${uniqueString(resourceGroup().id)}'

param location string = resourceGroup().location

@description('Every routing label that the allow list can name. The topic drops jobs for any other.')
@minLength(1)
param labels array

@description('Labels for which the reflector reports access when a repository is starred.')
param probeLabels array = labels

@description('Object ids of the service principals that executors run as.')
param executorPrincipalIds array = []

@description('Object ids of the people who look into queues, send shutdown requests and edit the allow list.')
param operatorPrincipalIds array = []

@description('The image of the reflector, made with docker/Dockerfile.reflector.')
param image string

@secure()
@description('The secret of the GitHub App\'s webhook.')
param webhookSecret string

@secure()
@description('The old secret while it is being replaced; empty otherwise.')
param webhookSecretPrevious string = ''

@description('Let connection strings in beside identities.')
param allowConnectionStrings bool = false

// The names that the programs expect unless told otherwise.
var workQueue = 'work-queue'
var workComplete = 'work-complete'
var debugQueue = 'github-reflector-debug'
var databaseName = 'GitHubWebHookDB'
var ownerContainer = 'AllowOwner'
var repositoryContainer = 'AllowRepository'

// Built-in roles.
var dataSender = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39')
var dataReceiver = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0')
var cosmosDataReader = '00000000-0000-0000-0000-000000000001'
var cosmosDataContributor = '00000000-0000-0000-0000-000000000002'

// ---- Service Bus

resource bus 'Microsoft.ServiceBus/namespaces@2021-11-01' = {
  name: prefix
  location: location
  sku: { name: 'Standard', tier: 'Standard' }
  properties: { disableLocalAuth: !allowConnectionStrings }
}

resource topic 'Microsoft.ServiceBus/namespaces/topics@2021-11-01' = {
  parent: bus
  name: workQueue
  properties: {
    defaultMessageTimeToLive: 'P7D'
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'P1D'
  }
}

resource subscriptions 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2021-11-01' = [for label in labels: {
  parent: topic
  name: label
  properties: {
    lockDuration: 'PT5M'
    defaultMessageTimeToLive: 'P7D'
    maxDeliveryCount: 10
    deadLetteringOnMessageExpiration: true
  }
}]

// A subscription is made with a rule $Default that lets everything in; this replaces it.
resource rules 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2021-11-01' = [for (label, i) in labels: {
  parent: subscriptions[i]
  name: '$Default'
  properties: {
    filterType: 'SqlFilter'
    sqlFilter: { sqlExpression: 'sys.Label = \'${label}\'' }
  }
}]

resource complete 'Microsoft.ServiceBus/namespaces/queues@2021-11-01' = {
  parent: bus
  name: workComplete
  properties: {
    requiresSession: true
    lockDuration: 'PT5M'
    defaultMessageTimeToLive: 'P7D'
  }
}

resource debug 'Microsoft.ServiceBus/namespaces/queues@2021-11-01' = {
  parent: bus
  name: debugQueue
  properties: {
    defaultMessageTimeToLive: 'P7D'
    deadLetteringOnMessageExpiration: false
  }
}

// ---- Cosmos DB

resource account 'Microsoft.DocumentDB/databaseAccounts@2023-11-15' = {
  name: prefix
  location: location
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    // Billed by request: the allow list is read every 15 seconds and is small. Can only be chosen now.
    capabilities: [ { name: 'EnableServerless' } ]
    locations: [ { locationName: location, failoverPriority: 0 } ]
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    disableLocalAuth: !allowConnectionStrings
    minimalTlsVersion: 'Tls12'
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2023-11-15' = {
  parent: account
  name: databaseName
  properties: { resource: { id: databaseName } }
}

resource containers 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2023-11-15' = [for name in [ ownerContainer, repositoryContainer ]: {
  parent: database
  name: name
  properties: {
    resource: {
      id: name
      partitionKey: { paths: [ '/id' ], kind: 'Hash' }
    }
  }
}]

// ---- The reflector

resource logs 'Microsoft.OperationalInsights/workspaces@2022-10-01' = {
  name: prefix
  location: location
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: 30 }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: prefix
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

var secrets = concat(
  [ { name: 'webhook-secret', value: webhookSecret } ],
  empty(webhookSecretPrevious) ? [] : [ { name: 'webhook-secret-previous', value: webhookSecretPrevious } ])
var secretSettings = concat(
  [ { name: 'LERWQ_WEBHOOK_SECRET', secretRef: 'webhook-secret' } ],
  empty(webhookSecretPrevious) ? [] : [ { name: 'LERWQ_WEBHOOK_SECRET_PREVIOUS', secretRef: 'webhook-secret-previous' } ])
var busHost = '${bus.name}.servicebus.windows.net'

resource reflector 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'lerwq-reflector'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    managedEnvironmentId: environment.id
    configuration: {
      secrets: secrets
      ingress: { external: true, targetPort: 8080, transport: 'http', allowInsecure: false }
    }
    template: {
      containers: [
        {
          name: 'reflector'
          image: image
          args: [ 'reflector' ]
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: concat(secretSettings, [
            { name: 'LERWQ_BUSNAME', value: busHost }
            { name: 'LERWQ_DBACCT', value: account.properties.documentEndpoint }
            { name: 'LERWQ_PROBE_LABELS', value: join(probeLabels, ',') }
          ])
          probes: [
            { type: 'Liveness', httpGet: { path: '/health/live', port: 9000 }, initialDelaySeconds: 10 }
            { type: 'Readiness', httpGet: { path: '/health/ready', port: 9000 }, initialDelaySeconds: 5 }
          ]
        }
      ]
      // Never zero: GitHub waits 10 seconds and does not try again.
      scale: { minReplicas: 1, maxReplicas: 3 }
    }
  }
}

// ---- What the reflector may do: send to three entities, read the allow list.

resource reflectorToWork 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(topic.id, reflector.id, dataSender)
  scope: topic
  properties: { roleDefinitionId: dataSender, principalId: reflector.identity.principalId, principalType: 'ServicePrincipal' }
}

resource reflectorToComplete 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(complete.id, reflector.id, dataSender)
  scope: complete
  properties: { roleDefinitionId: dataSender, principalId: reflector.identity.principalId, principalType: 'ServicePrincipal' }
}

resource reflectorToDebug 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(debug.id, reflector.id, dataSender)
  scope: debug
  properties: { roleDefinitionId: dataSender, principalId: reflector.identity.principalId, principalType: 'ServicePrincipal' }
}

resource reflectorReadsList 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2023-11-15' = {
  parent: account
  name: guid(account.id, reflector.id, cosmosDataReader)
  properties: {
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/${cosmosDataReader}'
    principalId: reflector.identity.principalId
    scope: '${account.id}/dbs/${databaseName}'
  }
  dependsOn: [ database ]
}

// ---- What executors may do: take work, take completions, answer a shutdown request.
// On the topic rather than on each subscription: the same principal may serve several labels.

resource executorFromWork 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for id in executorPrincipalIds: {
  name: guid(topic.id, id, dataReceiver)
  scope: topic
  properties: { roleDefinitionId: dataReceiver, principalId: id, principalType: 'ServicePrincipal' }
}]

resource executorFromComplete 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for id in executorPrincipalIds: {
  name: guid(complete.id, id, dataReceiver)
  scope: complete
  properties: { roleDefinitionId: dataReceiver, principalId: id, principalType: 'ServicePrincipal' }
}]

resource executorToComplete 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for id in executorPrincipalIds: {
  name: guid(complete.id, id, dataSender)
  scope: complete
  properties: { roleDefinitionId: dataSender, principalId: id, principalType: 'ServicePrincipal' }
}]

// ---- What operators may do: look into every queue, request a shutdown, edit the allow list.

resource operatorReceives 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for id in operatorPrincipalIds: {
  name: guid(bus.id, id, dataReceiver)
  scope: bus
  properties: { roleDefinitionId: dataReceiver, principalId: id }
}]

resource operatorSends 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for id in operatorPrincipalIds: {
  name: guid(topic.id, id, dataSender)
  scope: topic
  properties: { roleDefinitionId: dataSender, principalId: id }
}]

resource operatorEditsList 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2023-11-15' = [for id in operatorPrincipalIds: {
  parent: account
  name: guid(account.id, id, cosmosDataContributor)
  properties: {
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/${cosmosDataContributor}'
    principalId: id
    scope: '${account.id}/dbs/${databaseName}'
  }
  dependsOn: [ database ]
}]

output webhookUrl string = 'https://${reflector.properties.configuration.ingress.fqdn}/webhooks/github'
output busname string = busHost
output dbacct string = account.properties.documentEndpoint
