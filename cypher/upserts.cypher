// Generated from templates.cypher and graph_model by `make generate`. Do not edit.

// name: create_Lot
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Lot) SET n = row

// name: create_Device
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Device) SET n = row

// name: create_ProcessStep
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:ProcessStep) SET n = row

// name: create_Receipt
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Receipt) SET n = row

// name: create_Shipment
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Shipment) SET n = row

// name: create_Return
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Return) SET n = row

// name: create_Package
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Package) SET n = row

// name: create_Supplier
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Supplier) SET n = row

// name: create_Customer
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Customer) SET n = row

// name: create_Site
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Site) SET n = row

// name: create_Location
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Location) SET n = row

// name: create_Equipment
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Equipment) SET n = row

// name: create_Person
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Person) SET n = row

// name: create_Material
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Material) SET n = row

// name: create_DeviceIdentifier
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:DeviceIdentifier) SET n = row

// name: create_Specification
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Specification) SET n = row

// name: create_EnvironmentalReading
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:EnvironmentalReading) SET n = row

// name: create_Inspection
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Inspection) SET n = row

// name: create_Measurement
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Measurement) SET n = row

// name: create_Release
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Release) SET n = row

// name: create_Hold
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Hold) SET n = row

// name: create_Nonconformity
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Nonconformity) SET n = row

// name: create_Capa
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Capa) SET n = row

// name: create_Complaint
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Complaint) SET n = row

// name: create_AdverseEvent
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:AdverseEvent) SET n = row

// name: create_ServiceEvent
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:ServiceEvent) SET n = row

// name: create_SupplierQualification
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:SupplierQualification) SET n = row

// name: create_Calibration
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Calibration) SET n = row

// name: create_TrainingRecord
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:TrainingRecord) SET n = row

// name: create_Document
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Document) SET n = row

// name: create_Recall
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Recall) SET n = row

// name: create_Notice
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Notice) SET n = row

// name: create_Response
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Response) SET n = row

// name: create_OutreachAttempt
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:OutreachAttempt) SET n = row

// name: create_EffectivenessCheck
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:EffectivenessCheck) SET n = row

// name: create_RegulatoryReport
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:RegulatoryReport) SET n = row

// name: create_Drill
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Drill) SET n = row

// name: create_Indicator
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Indicator) SET n = row

// name: create_FigureTarget
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:FigureTarget) SET n = row

// name: create_Organisation
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Organisation) SET n = row

// name: create_Account
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Account) SET n = row

// name: create_Proposal
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Proposal) SET n = row

// name: create_Signature
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Signature) SET n = row

// name: create_KeyRotation
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:KeyRotation) SET n = row

// name: create_SecurityLog
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:SecurityLog) SET n = row

// name: create_Repair
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Repair) SET n = row

// name: create_Responsibility
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Responsibility) SET n = row

// name: create_Erasure
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Erasure) SET n = row

// name: create_Load
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Load) SET n = row

// name: create_Reject
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
UNWIND $rows AS row CREATE (n:Reject) SET n = row

// name: update_Lot
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Lot {key: row.key}) SET n += row.properties

// name: update_Device
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Device {key: row.key}) SET n += row.properties

// name: update_ProcessStep
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:ProcessStep {key: row.key}) SET n += row.properties

// name: update_Receipt
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Receipt {key: row.key}) SET n += row.properties

// name: update_Shipment
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Shipment {key: row.key}) SET n += row.properties

// name: update_Return
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Return {key: row.key}) SET n += row.properties

// name: update_Package
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Package {key: row.key}) SET n += row.properties

// name: update_Supplier
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Supplier {key: row.key}) SET n += row.properties

// name: update_Customer
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Customer {key: row.key}) SET n += row.properties

// name: update_Site
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Site {key: row.key}) SET n += row.properties

// name: update_Location
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Location {key: row.key}) SET n += row.properties

// name: update_Equipment
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Equipment {key: row.key}) SET n += row.properties

// name: update_Person
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Person {key: row.key}) SET n += row.properties

// name: update_Material
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Material {key: row.key}) SET n += row.properties

// name: update_DeviceIdentifier
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:DeviceIdentifier {key: row.key}) SET n += row.properties

// name: update_Specification
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Specification {key: row.key}) SET n += row.properties

// name: update_EnvironmentalReading
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:EnvironmentalReading {key: row.key}) SET n += row.properties

// name: update_Inspection
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Inspection {key: row.key}) SET n += row.properties

// name: update_Measurement
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Measurement {key: row.key}) SET n += row.properties

// name: update_Release
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Release {key: row.key}) SET n += row.properties

// name: update_Hold
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Hold {key: row.key}) SET n += row.properties

// name: update_Nonconformity
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Nonconformity {key: row.key}) SET n += row.properties

// name: update_Capa
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Capa {key: row.key}) SET n += row.properties

// name: update_Complaint
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Complaint {key: row.key}) SET n += row.properties

// name: update_AdverseEvent
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:AdverseEvent {key: row.key}) SET n += row.properties

// name: update_ServiceEvent
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:ServiceEvent {key: row.key}) SET n += row.properties

// name: update_SupplierQualification
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:SupplierQualification {key: row.key}) SET n += row.properties

// name: update_Calibration
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Calibration {key: row.key}) SET n += row.properties

// name: update_TrainingRecord
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:TrainingRecord {key: row.key}) SET n += row.properties

// name: update_Document
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Document {key: row.key}) SET n += row.properties

// name: update_Recall
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Recall {key: row.key}) SET n += row.properties

// name: update_Notice
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Notice {key: row.key}) SET n += row.properties

// name: update_Response
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Response {key: row.key}) SET n += row.properties

// name: update_OutreachAttempt
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:OutreachAttempt {key: row.key}) SET n += row.properties

// name: update_EffectivenessCheck
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:EffectivenessCheck {key: row.key}) SET n += row.properties

// name: update_RegulatoryReport
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:RegulatoryReport {key: row.key}) SET n += row.properties

// name: update_Drill
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Drill {key: row.key}) SET n += row.properties

// name: update_Indicator
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Indicator {key: row.key}) SET n += row.properties

// name: update_FigureTarget
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:FigureTarget {key: row.key}) SET n += row.properties

// name: update_Organisation
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Organisation {key: row.key}) SET n += row.properties

// name: update_Account
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Account {key: row.key}) SET n += row.properties

// name: update_Proposal
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Proposal {key: row.key}) SET n += row.properties

// name: update_Signature
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Signature {key: row.key}) SET n += row.properties

// name: update_KeyRotation
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:KeyRotation {key: row.key}) SET n += row.properties

// name: update_SecurityLog
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:SecurityLog {key: row.key}) SET n += row.properties

// name: update_Repair
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Repair {key: row.key}) SET n += row.properties

// name: update_Responsibility
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Responsibility {key: row.key}) SET n += row.properties

// name: update_Erasure
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Erasure {key: row.key}) SET n += row.properties

// name: update_Load
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Load {key: row.key}) SET n += row.properties

// name: update_Reject
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (n:Reject {key: row.key}) SET n += row.properties

// name: read_Lot
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Lot {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Device
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Device {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_ProcessStep
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:ProcessStep {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Receipt
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Receipt {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Shipment
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Shipment {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Return
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Return {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Package
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Package {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Supplier
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Supplier {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Customer
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Customer {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Site
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Site {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Location
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Location {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Equipment
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Equipment {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Person
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Person {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Material
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Material {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_DeviceIdentifier
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:DeviceIdentifier {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Specification
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Specification {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_EnvironmentalReading
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:EnvironmentalReading {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Inspection
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Inspection {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Measurement
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Measurement {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Release
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Release {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Hold
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Hold {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Nonconformity
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Nonconformity {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Capa
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Capa {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Complaint
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Complaint {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_AdverseEvent
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:AdverseEvent {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_ServiceEvent
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:ServiceEvent {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_SupplierQualification
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:SupplierQualification {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Calibration
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Calibration {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_TrainingRecord
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:TrainingRecord {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Document
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Document {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Recall
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Recall {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Notice
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Notice {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Response
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Response {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_OutreachAttempt
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:OutreachAttempt {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_EffectivenessCheck
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:EffectivenessCheck {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_RegulatoryReport
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:RegulatoryReport {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Drill
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Drill {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Indicator
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Indicator {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_FigureTarget
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:FigureTarget {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Organisation
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Organisation {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Account
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Account {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Proposal
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Proposal {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Signature
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Signature {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_KeyRotation
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:KeyRotation {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_SecurityLog
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:SecurityLog {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Repair
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Repair {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Responsibility
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Responsibility {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Erasure
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Erasure {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Load
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Load {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: read_Reject
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Reject {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: present_Lot
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Lot {key: key}) RETURN collect(key) AS keys

// name: present_Device
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Device {key: key}) RETURN collect(key) AS keys

// name: present_ProcessStep
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:ProcessStep {key: key}) RETURN collect(key) AS keys

// name: present_Receipt
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Receipt {key: key}) RETURN collect(key) AS keys

// name: present_Shipment
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Shipment {key: key}) RETURN collect(key) AS keys

// name: present_Return
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Return {key: key}) RETURN collect(key) AS keys

// name: present_Package
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Package {key: key}) RETURN collect(key) AS keys

// name: present_Supplier
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Supplier {key: key}) RETURN collect(key) AS keys

// name: present_Customer
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Customer {key: key}) RETURN collect(key) AS keys

// name: present_Site
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Site {key: key}) RETURN collect(key) AS keys

// name: present_Location
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Location {key: key}) RETURN collect(key) AS keys

// name: present_Equipment
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Equipment {key: key}) RETURN collect(key) AS keys

// name: present_Person
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Person {key: key}) RETURN collect(key) AS keys

// name: present_Material
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Material {key: key}) RETURN collect(key) AS keys

// name: present_DeviceIdentifier
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:DeviceIdentifier {key: key}) RETURN collect(key) AS keys

// name: present_Specification
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Specification {key: key}) RETURN collect(key) AS keys

// name: present_EnvironmentalReading
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:EnvironmentalReading {key: key}) RETURN collect(key) AS keys

// name: present_Inspection
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Inspection {key: key}) RETURN collect(key) AS keys

// name: present_Measurement
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Measurement {key: key}) RETURN collect(key) AS keys

// name: present_Release
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Release {key: key}) RETURN collect(key) AS keys

// name: present_Hold
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Hold {key: key}) RETURN collect(key) AS keys

// name: present_Nonconformity
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Nonconformity {key: key}) RETURN collect(key) AS keys

// name: present_Capa
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Capa {key: key}) RETURN collect(key) AS keys

// name: present_Complaint
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Complaint {key: key}) RETURN collect(key) AS keys

// name: present_AdverseEvent
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:AdverseEvent {key: key}) RETURN collect(key) AS keys

// name: present_ServiceEvent
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:ServiceEvent {key: key}) RETURN collect(key) AS keys

// name: present_SupplierQualification
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:SupplierQualification {key: key}) RETURN collect(key) AS keys

// name: present_Calibration
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Calibration {key: key}) RETURN collect(key) AS keys

// name: present_TrainingRecord
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:TrainingRecord {key: key}) RETURN collect(key) AS keys

// name: present_Document
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Document {key: key}) RETURN collect(key) AS keys

// name: present_Recall
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Recall {key: key}) RETURN collect(key) AS keys

// name: present_Notice
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Notice {key: key}) RETURN collect(key) AS keys

// name: present_Response
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Response {key: key}) RETURN collect(key) AS keys

// name: present_OutreachAttempt
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:OutreachAttempt {key: key}) RETURN collect(key) AS keys

// name: present_EffectivenessCheck
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:EffectivenessCheck {key: key}) RETURN collect(key) AS keys

// name: present_RegulatoryReport
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:RegulatoryReport {key: key}) RETURN collect(key) AS keys

// name: present_Drill
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Drill {key: key}) RETURN collect(key) AS keys

// name: present_Indicator
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Indicator {key: key}) RETURN collect(key) AS keys

// name: present_FigureTarget
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:FigureTarget {key: key}) RETURN collect(key) AS keys

// name: present_Organisation
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Organisation {key: key}) RETURN collect(key) AS keys

// name: present_Account
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Account {key: key}) RETURN collect(key) AS keys

// name: present_Proposal
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Proposal {key: key}) RETURN collect(key) AS keys

// name: present_Signature
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Signature {key: key}) RETURN collect(key) AS keys

// name: present_KeyRotation
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:KeyRotation {key: key}) RETURN collect(key) AS keys

// name: present_SecurityLog
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:SecurityLog {key: key}) RETURN collect(key) AS keys

// name: present_Repair
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Repair {key: key}) RETURN collect(key) AS keys

// name: present_Responsibility
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Responsibility {key: key}) RETURN collect(key) AS keys

// name: present_Erasure
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Erasure {key: key}) RETURN collect(key) AS keys

// name: present_Load
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Load {key: key}) RETURN collect(key) AS keys

// name: present_Reject
// purpose: which of these keys exist
// parameters: keys [text]
UNWIND $keys AS key MATCH (n:Reject {key: key}) RETURN collect(key) AS keys

// name: staged_Lot
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Lot) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_Device
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Device) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_Receipt
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Receipt) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_Shipment
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Shipment) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_Return
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Return) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_EnvironmentalReading
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:EnvironmentalReading) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_Inspection
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Inspection) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_Measurement
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Measurement) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_Release
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Release) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_Hold
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Hold) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_Nonconformity
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Nonconformity) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_Capa
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Capa) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_Complaint
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Complaint) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_AdverseEvent
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:AdverseEvent) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_ServiceEvent
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:ServiceEvent) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_SupplierQualification
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:SupplierQualification) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_Recall
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Recall) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: staged_Notice
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
MATCH (n:Notice) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: disputed_Lot
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Lot) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Device
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Device) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_ProcessStep
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:ProcessStep) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Receipt
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Receipt) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Shipment
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Shipment) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Return
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Return) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Package
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Package) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Supplier
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Supplier) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Customer
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Customer) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Site
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Site) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Location
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Location) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Equipment
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Equipment) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Person
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Person) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Material
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Material) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_DeviceIdentifier
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:DeviceIdentifier) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Specification
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Specification) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_EnvironmentalReading
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:EnvironmentalReading) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Inspection
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Inspection) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Measurement
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Measurement) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Release
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Release) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Hold
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Hold) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Nonconformity
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Nonconformity) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Capa
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Capa) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Complaint
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Complaint) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_AdverseEvent
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:AdverseEvent) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_ServiceEvent
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:ServiceEvent) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_SupplierQualification
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:SupplierQualification) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Calibration
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Calibration) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_TrainingRecord
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:TrainingRecord) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Document
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Document) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Recall
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Recall) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Notice
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Notice) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Response
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Response) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_OutreachAttempt
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:OutreachAttempt) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_EffectivenessCheck
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:EffectivenessCheck) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_RegulatoryReport
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:RegulatoryReport) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Drill
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Drill) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Indicator
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Indicator) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_FigureTarget
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:FigureTarget) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Organisation
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Organisation) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Account
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Account) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Proposal
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Proposal) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Signature
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Signature) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_KeyRotation
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:KeyRotation) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_SecurityLog
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:SecurityLog) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Repair
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Repair) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Responsibility
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Responsibility) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Erasure
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Erasure) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Load
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Load) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: disputed_Reject
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
MATCH (n:Reject) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: next_Lot
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Lot) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Device
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Device) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_ProcessStep
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:ProcessStep) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Receipt
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Receipt) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Shipment
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Shipment) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Return
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Return) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Package
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Package) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Supplier
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Supplier) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Customer
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Customer) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Site
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Site) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Location
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Location) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Equipment
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Equipment) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Person
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Person) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Material
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Material) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_DeviceIdentifier
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:DeviceIdentifier) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Specification
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Specification) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_EnvironmentalReading
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:EnvironmentalReading) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Inspection
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Inspection) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Measurement
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Measurement) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Release
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Release) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Hold
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Hold) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Nonconformity
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Nonconformity) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Capa
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Capa) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Complaint
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Complaint) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_AdverseEvent
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:AdverseEvent) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_ServiceEvent
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:ServiceEvent) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_SupplierQualification
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:SupplierQualification) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Calibration
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Calibration) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_TrainingRecord
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:TrainingRecord) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Document
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Document) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Recall
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Recall) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Notice
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Notice) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Response
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Response) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_OutreachAttempt
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:OutreachAttempt) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_EffectivenessCheck
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:EffectivenessCheck) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_RegulatoryReport
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:RegulatoryReport) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Drill
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Drill) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Indicator
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Indicator) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_FigureTarget
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:FigureTarget) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Organisation
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Organisation) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Account
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Account) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Proposal
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Proposal) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Signature
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Signature) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_KeyRotation
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:KeyRotation) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_SecurityLog
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:SecurityLog) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Repair
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Repair) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Responsibility
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Responsibility) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Erasure
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Erasure) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Load
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Load) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: next_Reject
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
MATCH (n:Reject) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: page_Lot
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Lot) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Device
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Device) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_ProcessStep
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:ProcessStep) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Receipt
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Receipt) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Shipment
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Shipment) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Return
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Return) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Package
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Package) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Supplier
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Supplier) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Customer
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Customer) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Site
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Site) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Location
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Location) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Equipment
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Equipment) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Person
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Person) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Material
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Material) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_DeviceIdentifier
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:DeviceIdentifier) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Specification
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Specification) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_EnvironmentalReading
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:EnvironmentalReading) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Inspection
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Inspection) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Measurement
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Measurement) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Release
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Release) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Hold
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Hold) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Nonconformity
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Nonconformity) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Capa
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Capa) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Complaint
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Complaint) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_AdverseEvent
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:AdverseEvent) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_ServiceEvent
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:ServiceEvent) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_SupplierQualification
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:SupplierQualification) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Calibration
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Calibration) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_TrainingRecord
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:TrainingRecord) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Document
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Document) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Recall
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Recall) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Notice
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Notice) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Response
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Response) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_OutreachAttempt
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:OutreachAttempt) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_EffectivenessCheck
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:EffectivenessCheck) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_RegulatoryReport
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:RegulatoryReport) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Drill
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Drill) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Indicator
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Indicator) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_FigureTarget
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:FigureTarget) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Organisation
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Organisation) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Account
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Account) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Proposal
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Proposal) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Signature
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Signature) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_KeyRotation
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:KeyRotation) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_SecurityLog
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:SecurityLog) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Repair
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Repair) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Responsibility
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Responsibility) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Erasure
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Erasure) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Load
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Load) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: page_Reject
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
MATCH (n:Reject) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: find_Lot
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Lot) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Lot) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Device
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Device) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Device) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_ProcessStep
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:ProcessStep) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:ProcessStep) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Receipt
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Receipt) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Receipt) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Shipment
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Shipment) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Shipment) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Return
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Return) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Return) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Package
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Package) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Package) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Supplier
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Supplier) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Supplier) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Customer
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Customer) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Customer) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Site
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Site) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Site) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Location
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Location) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Location) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Equipment
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Equipment) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Equipment) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Person
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Person) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Person) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Material
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Material) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Material) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_DeviceIdentifier
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:DeviceIdentifier) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:DeviceIdentifier) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Specification
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Specification) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Specification) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_EnvironmentalReading
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:EnvironmentalReading) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:EnvironmentalReading) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Inspection
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Inspection) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Inspection) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Measurement
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Measurement) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Measurement) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Release
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Release) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Release) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Hold
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Hold) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Hold) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Nonconformity
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Nonconformity) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Nonconformity) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Capa
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Capa) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Capa) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Complaint
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Complaint) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Complaint) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_AdverseEvent
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:AdverseEvent) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:AdverseEvent) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_ServiceEvent
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:ServiceEvent) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:ServiceEvent) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_SupplierQualification
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:SupplierQualification) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:SupplierQualification) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Calibration
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Calibration) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Calibration) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_TrainingRecord
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:TrainingRecord) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:TrainingRecord) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Document
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Document) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Document) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Recall
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Recall) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Recall) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Notice
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Notice) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Notice) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Response
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Response) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Response) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_OutreachAttempt
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:OutreachAttempt) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:OutreachAttempt) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_EffectivenessCheck
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:EffectivenessCheck) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:EffectivenessCheck) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_RegulatoryReport
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:RegulatoryReport) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:RegulatoryReport) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Drill
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Drill) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Drill) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Indicator
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Indicator) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Indicator) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_FigureTarget
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:FigureTarget) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:FigureTarget) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Organisation
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Organisation) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Organisation) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Account
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Account) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Account) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Proposal
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Proposal) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Proposal) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Signature
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Signature) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Signature) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_KeyRotation
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:KeyRotation) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:KeyRotation) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_SecurityLog
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:SecurityLog) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:SecurityLog) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Repair
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Repair) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Repair) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Responsibility
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Responsibility) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Responsibility) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Erasure
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Erasure) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Erasure) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Load
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Load) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Load) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: find_Reject
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
MATCH (n:Reject) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:Reject) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: all_Lot
// purpose: every node of a label, for digest and verification
MATCH (n:Lot) RETURN n.key AS key, properties(n) AS properties

// name: all_Device
// purpose: every node of a label, for digest and verification
MATCH (n:Device) RETURN n.key AS key, properties(n) AS properties

// name: all_ProcessStep
// purpose: every node of a label, for digest and verification
MATCH (n:ProcessStep) RETURN n.key AS key, properties(n) AS properties

// name: all_Receipt
// purpose: every node of a label, for digest and verification
MATCH (n:Receipt) RETURN n.key AS key, properties(n) AS properties

// name: all_Shipment
// purpose: every node of a label, for digest and verification
MATCH (n:Shipment) RETURN n.key AS key, properties(n) AS properties

// name: all_Return
// purpose: every node of a label, for digest and verification
MATCH (n:Return) RETURN n.key AS key, properties(n) AS properties

// name: all_Package
// purpose: every node of a label, for digest and verification
MATCH (n:Package) RETURN n.key AS key, properties(n) AS properties

// name: all_Supplier
// purpose: every node of a label, for digest and verification
MATCH (n:Supplier) RETURN n.key AS key, properties(n) AS properties

// name: all_Customer
// purpose: every node of a label, for digest and verification
MATCH (n:Customer) RETURN n.key AS key, properties(n) AS properties

// name: all_Site
// purpose: every node of a label, for digest and verification
MATCH (n:Site) RETURN n.key AS key, properties(n) AS properties

// name: all_Location
// purpose: every node of a label, for digest and verification
MATCH (n:Location) RETURN n.key AS key, properties(n) AS properties

// name: all_Equipment
// purpose: every node of a label, for digest and verification
MATCH (n:Equipment) RETURN n.key AS key, properties(n) AS properties

// name: all_Person
// purpose: every node of a label, for digest and verification
MATCH (n:Person) RETURN n.key AS key, properties(n) AS properties

// name: all_Material
// purpose: every node of a label, for digest and verification
MATCH (n:Material) RETURN n.key AS key, properties(n) AS properties

// name: all_DeviceIdentifier
// purpose: every node of a label, for digest and verification
MATCH (n:DeviceIdentifier) RETURN n.key AS key, properties(n) AS properties

// name: all_Specification
// purpose: every node of a label, for digest and verification
MATCH (n:Specification) RETURN n.key AS key, properties(n) AS properties

// name: all_EnvironmentalReading
// purpose: every node of a label, for digest and verification
MATCH (n:EnvironmentalReading) RETURN n.key AS key, properties(n) AS properties

// name: all_Inspection
// purpose: every node of a label, for digest and verification
MATCH (n:Inspection) RETURN n.key AS key, properties(n) AS properties

// name: all_Measurement
// purpose: every node of a label, for digest and verification
MATCH (n:Measurement) RETURN n.key AS key, properties(n) AS properties

// name: all_Release
// purpose: every node of a label, for digest and verification
MATCH (n:Release) RETURN n.key AS key, properties(n) AS properties

// name: all_Hold
// purpose: every node of a label, for digest and verification
MATCH (n:Hold) RETURN n.key AS key, properties(n) AS properties

// name: all_Nonconformity
// purpose: every node of a label, for digest and verification
MATCH (n:Nonconformity) RETURN n.key AS key, properties(n) AS properties

// name: all_Capa
// purpose: every node of a label, for digest and verification
MATCH (n:Capa) RETURN n.key AS key, properties(n) AS properties

// name: all_Complaint
// purpose: every node of a label, for digest and verification
MATCH (n:Complaint) RETURN n.key AS key, properties(n) AS properties

// name: all_AdverseEvent
// purpose: every node of a label, for digest and verification
MATCH (n:AdverseEvent) RETURN n.key AS key, properties(n) AS properties

// name: all_ServiceEvent
// purpose: every node of a label, for digest and verification
MATCH (n:ServiceEvent) RETURN n.key AS key, properties(n) AS properties

// name: all_SupplierQualification
// purpose: every node of a label, for digest and verification
MATCH (n:SupplierQualification) RETURN n.key AS key, properties(n) AS properties

// name: all_Calibration
// purpose: every node of a label, for digest and verification
MATCH (n:Calibration) RETURN n.key AS key, properties(n) AS properties

// name: all_TrainingRecord
// purpose: every node of a label, for digest and verification
MATCH (n:TrainingRecord) RETURN n.key AS key, properties(n) AS properties

// name: all_Document
// purpose: every node of a label, for digest and verification
MATCH (n:Document) RETURN n.key AS key, properties(n) AS properties

// name: all_Recall
// purpose: every node of a label, for digest and verification
MATCH (n:Recall) RETURN n.key AS key, properties(n) AS properties

// name: all_Notice
// purpose: every node of a label, for digest and verification
MATCH (n:Notice) RETURN n.key AS key, properties(n) AS properties

// name: all_Response
// purpose: every node of a label, for digest and verification
MATCH (n:Response) RETURN n.key AS key, properties(n) AS properties

// name: all_OutreachAttempt
// purpose: every node of a label, for digest and verification
MATCH (n:OutreachAttempt) RETURN n.key AS key, properties(n) AS properties

// name: all_EffectivenessCheck
// purpose: every node of a label, for digest and verification
MATCH (n:EffectivenessCheck) RETURN n.key AS key, properties(n) AS properties

// name: all_RegulatoryReport
// purpose: every node of a label, for digest and verification
MATCH (n:RegulatoryReport) RETURN n.key AS key, properties(n) AS properties

// name: all_Drill
// purpose: every node of a label, for digest and verification
MATCH (n:Drill) RETURN n.key AS key, properties(n) AS properties

// name: all_Indicator
// purpose: every node of a label, for digest and verification
MATCH (n:Indicator) RETURN n.key AS key, properties(n) AS properties

// name: all_FigureTarget
// purpose: every node of a label, for digest and verification
MATCH (n:FigureTarget) RETURN n.key AS key, properties(n) AS properties

// name: all_Organisation
// purpose: every node of a label, for digest and verification
MATCH (n:Organisation) RETURN n.key AS key, properties(n) AS properties

// name: all_Account
// purpose: every node of a label, for digest and verification
MATCH (n:Account) RETURN n.key AS key, properties(n) AS properties

// name: all_Proposal
// purpose: every node of a label, for digest and verification
MATCH (n:Proposal) RETURN n.key AS key, properties(n) AS properties

// name: all_Signature
// purpose: every node of a label, for digest and verification
MATCH (n:Signature) RETURN n.key AS key, properties(n) AS properties

// name: all_KeyRotation
// purpose: every node of a label, for digest and verification
MATCH (n:KeyRotation) RETURN n.key AS key, properties(n) AS properties

// name: all_SecurityLog
// purpose: every node of a label, for digest and verification
MATCH (n:SecurityLog) RETURN n.key AS key, properties(n) AS properties

// name: all_Repair
// purpose: every node of a label, for digest and verification
MATCH (n:Repair) RETURN n.key AS key, properties(n) AS properties

// name: all_Responsibility
// purpose: every node of a label, for digest and verification
MATCH (n:Responsibility) RETURN n.key AS key, properties(n) AS properties

// name: all_Erasure
// purpose: every node of a label, for digest and verification
MATCH (n:Erasure) RETURN n.key AS key, properties(n) AS properties

// name: all_Load
// purpose: every node of a label, for digest and verification
MATCH (n:Load) RETURN n.key AS key, properties(n) AS properties

// name: all_Reject
// purpose: every node of a label, for digest and verification
MATCH (n:Reject) RETURN n.key AS key, properties(n) AS properties

// name: find_Lot_by_lot_number
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Lot) WHERE n.lot_number STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Lot_by_udi
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Lot) WHERE n.udi STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Device_by_serial_number
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Device) WHERE n.serial_number STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Device_by_udi
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Device) WHERE n.udi STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Receipt_by_document
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Receipt) WHERE n.document STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Receipt_by_delivery_note
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Receipt) WHERE n.delivery_note STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Receipt_by_purchase_order
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Receipt) WHERE n.purchase_order STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Receipt_by_supplier_lot
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Receipt) WHERE n.supplier_lot STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Shipment_by_document
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Shipment) WHERE n.document STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Shipment_by_sales_order
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Shipment) WHERE n.sales_order STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Return_by_document
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Return) WHERE n.document STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Package_by_sscc
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Package) WHERE n.sscc STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Supplier_by_gln
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Supplier) WHERE n.gln STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Customer_by_gln
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:Customer) WHERE n.gln STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_DeviceIdentifier_by_udi_di
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:DeviceIdentifier) WHERE n.udi_di STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_EnvironmentalReading_by_sensor
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
MATCH (n:EnvironmentalReading) WHERE n.sensor STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Supplier_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Supplier) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Customer_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Customer) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Site_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Site) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Location_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Location) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Equipment_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Equipment) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Material_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Material) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Specification_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Specification) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Inspection_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Inspection) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Measurement_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Measurement) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Nonconformity_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Nonconformity) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Capa_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Capa) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Complaint_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Complaint) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_AdverseEvent_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:AdverseEvent) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_ServiceEvent_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:ServiceEvent) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_SupplierQualification_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:SupplierQualification) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_TrainingRecord_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:TrainingRecord) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Document_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Document) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find_Recall_in_name
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
MATCH (n:Recall) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.name, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: exact_Lot_by_lot_number
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Lot {lot_number: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_Lot_by_udi
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Lot {udi: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_Device_by_serial_number
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Device {serial_number: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_Device_by_udi
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Device {udi: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_Receipt_by_document
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Receipt {document: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_Receipt_by_delivery_note
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Receipt {delivery_note: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_Receipt_by_purchase_order
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Receipt {purchase_order: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_Receipt_by_supplier_lot
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Receipt {supplier_lot: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_Shipment_by_document
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Shipment {document: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_Shipment_by_sales_order
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Shipment {sales_order: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_Return_by_document
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Return {document: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_Package_by_sscc
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Package {sscc: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_Supplier_by_gln
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Supplier {gln: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_Customer_by_gln
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Customer {gln: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_DeviceIdentifier_by_udi_di
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:DeviceIdentifier {udi_di: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: exact_EnvironmentalReading_by_sensor
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:EnvironmentalReading {sensor: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: ending_Lot
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Lot) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Device
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Device) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_ProcessStep
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:ProcessStep) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Receipt
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Receipt) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Shipment
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Shipment) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Return
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Return) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Package
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Package) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Supplier
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Supplier) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Customer
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Customer) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Site
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Site) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Location
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Location) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Equipment
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Equipment) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Person
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Person) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Material
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Material) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_DeviceIdentifier
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:DeviceIdentifier) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Specification
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Specification) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_EnvironmentalReading
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:EnvironmentalReading) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Inspection
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Inspection) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Measurement
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Measurement) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Release
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Release) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Hold
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Hold) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Nonconformity
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Nonconformity) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Capa
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Capa) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Complaint
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Complaint) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_AdverseEvent
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:AdverseEvent) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_ServiceEvent
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:ServiceEvent) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_SupplierQualification
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:SupplierQualification) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Calibration
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Calibration) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_TrainingRecord
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:TrainingRecord) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Document
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Document) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Recall
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Recall) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Notice
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Notice) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Response
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Response) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_OutreachAttempt
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:OutreachAttempt) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_EffectivenessCheck
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:EffectivenessCheck) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_RegulatoryReport
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:RegulatoryReport) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Drill
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Drill) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Indicator
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Indicator) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_FigureTarget
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:FigureTarget) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Organisation
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Organisation) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Account
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Account) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Proposal
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Proposal) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Signature
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Signature) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_KeyRotation
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:KeyRotation) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_SecurityLog
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:SecurityLog) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Repair
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Repair) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Responsibility
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Responsibility) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Erasure
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Erasure) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Load
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Load) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: ending_Reject
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
UNWIND $texts AS text MATCH (n:Reject) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: statements_CONSUMED_IN
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:CONSUMED_IN]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_PRODUCED
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:PRODUCED]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_HAS_UNIT
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:HAS_UNIT]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_SUPPLIED
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:SUPPLIED]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_RECEIVED_AS
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:RECEIVED_AS]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_PACKED_IN
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:PACKED_IN]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_SHIPPED_IN
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:SHIPPED_IN]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_DELIVERED_TO
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:DELIVERED_TO]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_RETURNED_IN
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:RETURNED_IN]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_RETURNED_BY
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:RETURNED_BY]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_INSTANCE_OF
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:INSTANCE_OF]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_IDENTIFIED_BY
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:IDENTIFIED_BY]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_AT_LOCATION
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:AT_LOCATION]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_LOCATED_IN
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:LOCATED_IN]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_PART_OF
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:PART_OF]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_USED_IN
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:USED_IN]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_USED_EQUIPMENT
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:USED_EQUIPMENT]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_PERFORMED_BY
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:PERFORMED_BY]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_FOLLOWED
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:FOLLOWED]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_MEASURED_AT
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:MEASURED_AT]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_MEASURED_ON
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:MEASURED_ON]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_INSPECTED_BY
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:INSPECTED_BY]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_DECIDED_ON
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:DECIDED_ON]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_RAISED_ON
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:RAISED_ON]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_COMPLAINS_OF
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:COMPLAINS_OF]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_SERVICED
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:SERVICED]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_QUALIFIES
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:QUALIFIES]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_CALIBRATES
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:CALIBRATES]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_TRAINED_FOR
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:TRAINED_FOR]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_SIGNED
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:SIGNED]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_RECALLS
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:RECALLS]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_LED_TO
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:LED_TO]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_BELONGS_TO
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:BELONGS_TO]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_ADDRESSED_TO
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:ADDRESSED_TO]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_TELLS_OF
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:TELLS_OF]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_SPECIFIES
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:SPECIFIES]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: statements_ALIAS_OF
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:ALIAS_OF]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: ends_CONSUMED_IN
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:CONSUMED_IN]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_PRODUCED
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:PRODUCED]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_HAS_UNIT
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:HAS_UNIT]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_SUPPLIED
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:SUPPLIED]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_RECEIVED_AS
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:RECEIVED_AS]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_PACKED_IN
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:PACKED_IN]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_SHIPPED_IN
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:SHIPPED_IN]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_DELIVERED_TO
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:DELIVERED_TO]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_RETURNED_IN
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:RETURNED_IN]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_RETURNED_BY
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:RETURNED_BY]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_INSTANCE_OF
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:INSTANCE_OF]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_IDENTIFIED_BY
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:IDENTIFIED_BY]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_AT_LOCATION
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:AT_LOCATION]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_LOCATED_IN
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:LOCATED_IN]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_PART_OF
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:PART_OF]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_USED_IN
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:USED_IN]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_USED_EQUIPMENT
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:USED_EQUIPMENT]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_PERFORMED_BY
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:PERFORMED_BY]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_FOLLOWED
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:FOLLOWED]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_MEASURED_AT
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:MEASURED_AT]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_MEASURED_ON
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:MEASURED_ON]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_INSPECTED_BY
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:INSPECTED_BY]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_DECIDED_ON
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:DECIDED_ON]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_RAISED_ON
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:RAISED_ON]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_COMPLAINS_OF
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:COMPLAINS_OF]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_SERVICED
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:SERVICED]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_QUALIFIES
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:QUALIFIES]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_CALIBRATES
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:CALIBRATES]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_TRAINED_FOR
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:TRAINED_FOR]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_SIGNED
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:SIGNED]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_RECALLS
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:RECALLS]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_LED_TO
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:LED_TO]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_BELONGS_TO
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:BELONGS_TO]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_ADDRESSED_TO
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:ADDRESSED_TO]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_TELLS_OF
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:TELLS_OF]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_SPECIFIES
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:SPECIFIES]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: ends_ALIAS_OF
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
MATCH (a)-[r:ALIAS_OF]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: rivals_CONSUMED_IN
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:CONSUMED_IN]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_PRODUCED
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:PRODUCED]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_HAS_UNIT
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:HAS_UNIT]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_SUPPLIED
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:SUPPLIED]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_RECEIVED_AS
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:RECEIVED_AS]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_PACKED_IN
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:PACKED_IN]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_SHIPPED_IN
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:SHIPPED_IN]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_DELIVERED_TO
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:DELIVERED_TO]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_RETURNED_IN
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:RETURNED_IN]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_RETURNED_BY
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:RETURNED_BY]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_INSTANCE_OF
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:INSTANCE_OF]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_IDENTIFIED_BY
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:IDENTIFIED_BY]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_AT_LOCATION
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:AT_LOCATION]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_LOCATED_IN
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:LOCATED_IN]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_PART_OF
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:PART_OF]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_USED_IN
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:USED_IN]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_USED_EQUIPMENT
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:USED_EQUIPMENT]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_PERFORMED_BY
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:PERFORMED_BY]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_FOLLOWED
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:FOLLOWED]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_MEASURED_AT
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:MEASURED_AT]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_MEASURED_ON
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:MEASURED_ON]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_INSPECTED_BY
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:INSPECTED_BY]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_DECIDED_ON
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:DECIDED_ON]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_RAISED_ON
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:RAISED_ON]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_COMPLAINS_OF
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:COMPLAINS_OF]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_SERVICED
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:SERVICED]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_QUALIFIES
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:QUALIFIES]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_CALIBRATES
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:CALIBRATES]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_TRAINED_FOR
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:TRAINED_FOR]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_SIGNED
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:SIGNED]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_RECALLS
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:RECALLS]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_LED_TO
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:LED_TO]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_BELONGS_TO
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:BELONGS_TO]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_ADDRESSED_TO
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:ADDRESSED_TO]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_TELLS_OF
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:TELLS_OF]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_SPECIFIES
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:SPECIFIES]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: rivals_ALIAS_OF
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
MATCH (a)-[r:ALIAS_OF]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: disputed_CONSUMED_IN
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:CONSUMED_IN]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_PRODUCED
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:PRODUCED]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_HAS_UNIT
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:HAS_UNIT]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_SUPPLIED
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:SUPPLIED]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_RECEIVED_AS
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:RECEIVED_AS]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_PACKED_IN
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:PACKED_IN]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_SHIPPED_IN
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:SHIPPED_IN]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_DELIVERED_TO
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:DELIVERED_TO]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_RETURNED_IN
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:RETURNED_IN]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_RETURNED_BY
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:RETURNED_BY]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_INSTANCE_OF
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:INSTANCE_OF]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_IDENTIFIED_BY
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:IDENTIFIED_BY]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_AT_LOCATION
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:AT_LOCATION]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_LOCATED_IN
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:LOCATED_IN]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_PART_OF
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:PART_OF]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_USED_IN
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:USED_IN]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_USED_EQUIPMENT
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:USED_EQUIPMENT]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_PERFORMED_BY
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:PERFORMED_BY]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_FOLLOWED
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:FOLLOWED]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_MEASURED_AT
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:MEASURED_AT]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_MEASURED_ON
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:MEASURED_ON]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_INSPECTED_BY
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:INSPECTED_BY]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_DECIDED_ON
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:DECIDED_ON]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_RAISED_ON
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:RAISED_ON]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_COMPLAINS_OF
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:COMPLAINS_OF]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_SERVICED
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:SERVICED]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_QUALIFIES
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:QUALIFIES]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_CALIBRATES
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:CALIBRATES]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_TRAINED_FOR
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:TRAINED_FOR]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_SIGNED
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:SIGNED]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_RECALLS
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:RECALLS]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_LED_TO
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:LED_TO]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_BELONGS_TO
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:BELONGS_TO]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_ADDRESSED_TO
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:ADDRESSED_TO]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_TELLS_OF
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:TELLS_OF]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_SPECIFIES
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:SPECIFIES]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: disputed_ALIAS_OF
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
MATCH (a)-[r:ALIAS_OF]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: dispute_CONSUMED_IN
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:CONSUMED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_PRODUCED
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:PRODUCED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_HAS_UNIT
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:HAS_UNIT]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_SUPPLIED
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:SUPPLIED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_RECEIVED_AS
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:RECEIVED_AS]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_PACKED_IN
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:PACKED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_SHIPPED_IN
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:SHIPPED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_DELIVERED_TO
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:DELIVERED_TO]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_RETURNED_IN
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:RETURNED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_RETURNED_BY
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:RETURNED_BY]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_INSTANCE_OF
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:INSTANCE_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_IDENTIFIED_BY
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:IDENTIFIED_BY]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_AT_LOCATION
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:AT_LOCATION]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_LOCATED_IN
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:LOCATED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_PART_OF
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:PART_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_USED_IN
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:USED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_USED_EQUIPMENT
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:USED_EQUIPMENT]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_PERFORMED_BY
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:PERFORMED_BY]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_FOLLOWED
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:FOLLOWED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_MEASURED_AT
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:MEASURED_AT]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_MEASURED_ON
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:MEASURED_ON]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_INSPECTED_BY
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:INSPECTED_BY]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_DECIDED_ON
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:DECIDED_ON]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_RAISED_ON
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:RAISED_ON]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_COMPLAINS_OF
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:COMPLAINS_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_SERVICED
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:SERVICED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_QUALIFIES
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:QUALIFIES]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_CALIBRATES
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:CALIBRATES]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_TRAINED_FOR
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:TRAINED_FOR]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_SIGNED
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:SIGNED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_RECALLS
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:RECALLS]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_LED_TO
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:LED_TO]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_BELONGS_TO
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:BELONGS_TO]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_ADDRESSED_TO
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:ADDRESSED_TO]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_TELLS_OF
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:TELLS_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_SPECIFIES
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:SPECIFIES]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: dispute_ALIAS_OF
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
MATCH (a)-[r:ALIAS_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: settle_CONSUMED_IN
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:CONSUMED_IN]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_PRODUCED
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:PRODUCED]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_HAS_UNIT
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:HAS_UNIT]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_SUPPLIED
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:SUPPLIED]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_RECEIVED_AS
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:RECEIVED_AS]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_PACKED_IN
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:PACKED_IN]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_SHIPPED_IN
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:SHIPPED_IN]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_DELIVERED_TO
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:DELIVERED_TO]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_RETURNED_IN
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:RETURNED_IN]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_RETURNED_BY
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:RETURNED_BY]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_INSTANCE_OF
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:INSTANCE_OF]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_IDENTIFIED_BY
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:IDENTIFIED_BY]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_AT_LOCATION
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:AT_LOCATION]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_LOCATED_IN
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:LOCATED_IN]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_PART_OF
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:PART_OF]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_USED_IN
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:USED_IN]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_USED_EQUIPMENT
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:USED_EQUIPMENT]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_PERFORMED_BY
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:PERFORMED_BY]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_FOLLOWED
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:FOLLOWED]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_MEASURED_AT
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:MEASURED_AT]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_MEASURED_ON
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:MEASURED_ON]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_INSPECTED_BY
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:INSPECTED_BY]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_DECIDED_ON
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:DECIDED_ON]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_RAISED_ON
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:RAISED_ON]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_COMPLAINS_OF
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:COMPLAINS_OF]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_SERVICED
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:SERVICED]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_QUALIFIES
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:QUALIFIES]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_CALIBRATES
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:CALIBRATES]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_TRAINED_FOR
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:TRAINED_FOR]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_SIGNED
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:SIGNED]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_RECALLS
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:RECALLS]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_LED_TO
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:LED_TO]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_BELONGS_TO
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:BELONGS_TO]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_ADDRESSED_TO
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:ADDRESSED_TO]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_TELLS_OF
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:TELLS_OF]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_SPECIFIES
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:SPECIFIES]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: settle_ALIAS_OF
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
MATCH (a)-[r:ALIAS_OF]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: retire_CONSUMED_IN
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:CONSUMED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_PRODUCED
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:PRODUCED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_HAS_UNIT
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:HAS_UNIT]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_SUPPLIED
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:SUPPLIED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_RECEIVED_AS
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:RECEIVED_AS]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_PACKED_IN
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:PACKED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_SHIPPED_IN
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:SHIPPED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_DELIVERED_TO
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:DELIVERED_TO]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_RETURNED_IN
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:RETURNED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_RETURNED_BY
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:RETURNED_BY]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_INSTANCE_OF
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:INSTANCE_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_IDENTIFIED_BY
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:IDENTIFIED_BY]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_AT_LOCATION
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:AT_LOCATION]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_LOCATED_IN
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:LOCATED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_PART_OF
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:PART_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_USED_IN
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:USED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_USED_EQUIPMENT
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:USED_EQUIPMENT]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_PERFORMED_BY
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:PERFORMED_BY]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_FOLLOWED
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:FOLLOWED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_MEASURED_AT
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:MEASURED_AT]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_MEASURED_ON
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:MEASURED_ON]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_INSPECTED_BY
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:INSPECTED_BY]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_DECIDED_ON
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:DECIDED_ON]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_RAISED_ON
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:RAISED_ON]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_COMPLAINS_OF
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:COMPLAINS_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_SERVICED
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:SERVICED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_QUALIFIES
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:QUALIFIES]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_CALIBRATES
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:CALIBRATES]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_TRAINED_FOR
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:TRAINED_FOR]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_SIGNED
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:SIGNED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_RECALLS
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:RECALLS]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_LED_TO
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:LED_TO]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_BELONGS_TO
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:BELONGS_TO]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_ADDRESSED_TO
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:ADDRESSED_TO]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_TELLS_OF
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:TELLS_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_SPECIFIES
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:SPECIFIES]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: retire_ALIAS_OF
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
MATCH (a)-[r:ALIAS_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: void_CONSUMED_IN
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:CONSUMED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_PRODUCED
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:PRODUCED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_HAS_UNIT
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:HAS_UNIT]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_SUPPLIED
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:SUPPLIED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_RECEIVED_AS
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:RECEIVED_AS]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_PACKED_IN
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:PACKED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_SHIPPED_IN
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:SHIPPED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_DELIVERED_TO
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:DELIVERED_TO]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_RETURNED_IN
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:RETURNED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_RETURNED_BY
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:RETURNED_BY]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_INSTANCE_OF
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:INSTANCE_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_IDENTIFIED_BY
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:IDENTIFIED_BY]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_AT_LOCATION
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:AT_LOCATION]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_LOCATED_IN
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:LOCATED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_PART_OF
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:PART_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_USED_IN
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:USED_IN]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_USED_EQUIPMENT
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:USED_EQUIPMENT]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_PERFORMED_BY
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:PERFORMED_BY]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_FOLLOWED
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:FOLLOWED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_MEASURED_AT
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:MEASURED_AT]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_MEASURED_ON
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:MEASURED_ON]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_INSPECTED_BY
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:INSPECTED_BY]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_DECIDED_ON
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:DECIDED_ON]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_RAISED_ON
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:RAISED_ON]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_COMPLAINS_OF
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:COMPLAINS_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_SERVICED
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:SERVICED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_QUALIFIES
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:QUALIFIES]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_CALIBRATES
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:CALIBRATES]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_TRAINED_FOR
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:TRAINED_FOR]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_SIGNED
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:SIGNED]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_RECALLS
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:RECALLS]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_LED_TO
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:LED_TO]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_BELONGS_TO
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:BELONGS_TO]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_ADDRESSED_TO
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:ADDRESSED_TO]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_TELLS_OF
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:TELLS_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_SPECIFIES
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:SPECIFIES]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: void_ALIAS_OF
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
MATCH (a)-[r:ALIAS_OF]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: all_CONSUMED_IN
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:CONSUMED_IN]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_PRODUCED
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:PRODUCED]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_HAS_UNIT
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:HAS_UNIT]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_SUPPLIED
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:SUPPLIED]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_RECEIVED_AS
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:RECEIVED_AS]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_PACKED_IN
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:PACKED_IN]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_SHIPPED_IN
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:SHIPPED_IN]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_DELIVERED_TO
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:DELIVERED_TO]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_RETURNED_IN
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:RETURNED_IN]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_RETURNED_BY
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:RETURNED_BY]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_INSTANCE_OF
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:INSTANCE_OF]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_IDENTIFIED_BY
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:IDENTIFIED_BY]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_AT_LOCATION
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:AT_LOCATION]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_LOCATED_IN
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:LOCATED_IN]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_PART_OF
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:PART_OF]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_USED_IN
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:USED_IN]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_USED_EQUIPMENT
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:USED_EQUIPMENT]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_PERFORMED_BY
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:PERFORMED_BY]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_FOLLOWED
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:FOLLOWED]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_MEASURED_AT
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:MEASURED_AT]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_MEASURED_ON
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:MEASURED_ON]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_INSPECTED_BY
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:INSPECTED_BY]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_DECIDED_ON
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:DECIDED_ON]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_RAISED_ON
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:RAISED_ON]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_COMPLAINS_OF
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:COMPLAINS_OF]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_SERVICED
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:SERVICED]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_QUALIFIES
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:QUALIFIES]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_CALIBRATES
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:CALIBRATES]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_TRAINED_FOR
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:TRAINED_FOR]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_SIGNED
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:SIGNED]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_RECALLS
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:RECALLS]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_LED_TO
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:LED_TO]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_BELONGS_TO
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:BELONGS_TO]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_ADDRESSED_TO
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:ADDRESSED_TO]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_TELLS_OF
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:TELLS_OF]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_SPECIFIES
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:SPECIFIES]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: all_ALIAS_OF
// purpose: every live relationship of a type, for digest and verification
MATCH (a)-[r:ALIAS_OF]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: link_CONSUMED_IN_Lot_ProcessStep
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Lot {key: row.source})
MATCH (b:ProcessStep {key: row.target})
CREATE (a)-[r:CONSUMED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_CONSUMED_IN_Device_ProcessStep
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Device {key: row.source})
MATCH (b:ProcessStep {key: row.target})
CREATE (a)-[r:CONSUMED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_PRODUCED_ProcessStep_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:ProcessStep {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:PRODUCED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_PRODUCED_ProcessStep_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:ProcessStep {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:PRODUCED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_HAS_UNIT_Lot_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Lot {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:HAS_UNIT]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SUPPLIED_Supplier_Receipt
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Supplier {key: row.source})
MATCH (b:Receipt {key: row.target})
CREATE (a)-[r:SUPPLIED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RECEIVED_AS_Receipt_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Receipt {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:RECEIVED_AS]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RECEIVED_AS_Receipt_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Receipt {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:RECEIVED_AS]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_PACKED_IN_Lot_Package
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Lot {key: row.source})
MATCH (b:Package {key: row.target})
CREATE (a)-[r:PACKED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_PACKED_IN_Device_Package
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Device {key: row.source})
MATCH (b:Package {key: row.target})
CREATE (a)-[r:PACKED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_PACKED_IN_Package_Package
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Package {key: row.source})
MATCH (b:Package {key: row.target})
CREATE (a)-[r:PACKED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SHIPPED_IN_Lot_Shipment
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Lot {key: row.source})
MATCH (b:Shipment {key: row.target})
CREATE (a)-[r:SHIPPED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SHIPPED_IN_Device_Shipment
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Device {key: row.source})
MATCH (b:Shipment {key: row.target})
CREATE (a)-[r:SHIPPED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SHIPPED_IN_Package_Shipment
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Package {key: row.source})
MATCH (b:Shipment {key: row.target})
CREATE (a)-[r:SHIPPED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_DELIVERED_TO_Shipment_Customer
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Shipment {key: row.source})
MATCH (b:Customer {key: row.target})
CREATE (a)-[r:DELIVERED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RETURNED_IN_Lot_Return
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Lot {key: row.source})
MATCH (b:Return {key: row.target})
CREATE (a)-[r:RETURNED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RETURNED_IN_Device_Return
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Device {key: row.source})
MATCH (b:Return {key: row.target})
CREATE (a)-[r:RETURNED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RETURNED_IN_Package_Return
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Package {key: row.source})
MATCH (b:Return {key: row.target})
CREATE (a)-[r:RETURNED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RETURNED_BY_Return_Customer
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Return {key: row.source})
MATCH (b:Customer {key: row.target})
CREATE (a)-[r:RETURNED_BY]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_INSTANCE_OF_Lot_Material
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Lot {key: row.source})
MATCH (b:Material {key: row.target})
CREATE (a)-[r:INSTANCE_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_INSTANCE_OF_Device_Material
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Device {key: row.source})
MATCH (b:Material {key: row.target})
CREATE (a)-[r:INSTANCE_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_IDENTIFIED_BY_Material_DeviceIdentifier
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Material {key: row.source})
MATCH (b:DeviceIdentifier {key: row.target})
CREATE (a)-[r:IDENTIFIED_BY]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_AT_LOCATION_ProcessStep_Location
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:ProcessStep {key: row.source})
MATCH (b:Location {key: row.target})
CREATE (a)-[r:AT_LOCATION]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_AT_LOCATION_EnvironmentalReading_Location
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:EnvironmentalReading {key: row.source})
MATCH (b:Location {key: row.target})
CREATE (a)-[r:AT_LOCATION]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_AT_LOCATION_Equipment_Location
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Equipment {key: row.source})
MATCH (b:Location {key: row.target})
CREATE (a)-[r:AT_LOCATION]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_AT_LOCATION_Lot_Location
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Lot {key: row.source})
MATCH (b:Location {key: row.target})
CREATE (a)-[r:AT_LOCATION]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LOCATED_IN_Location_Site
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Location {key: row.source})
MATCH (b:Site {key: row.target})
CREATE (a)-[r:LOCATED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LOCATED_IN_Location_Location
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Location {key: row.source})
MATCH (b:Location {key: row.target})
CREATE (a)-[r:LOCATED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_PART_OF_ProcessStep_ProcessStep
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:ProcessStep {key: row.source})
MATCH (b:ProcessStep {key: row.target})
CREATE (a)-[r:PART_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_USED_IN_Material_ProcessStep
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Material {key: row.source})
MATCH (b:ProcessStep {key: row.target})
CREATE (a)-[r:USED_IN]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_USED_EQUIPMENT_ProcessStep_Equipment
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:ProcessStep {key: row.source})
MATCH (b:Equipment {key: row.target})
CREATE (a)-[r:USED_EQUIPMENT]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_PERFORMED_BY_ProcessStep_Person
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:ProcessStep {key: row.source})
MATCH (b:Person {key: row.target})
CREATE (a)-[r:PERFORMED_BY]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_PERFORMED_BY_Inspection_Person
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Inspection {key: row.source})
MATCH (b:Person {key: row.target})
CREATE (a)-[r:PERFORMED_BY]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_FOLLOWED_ProcessStep_Specification
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:ProcessStep {key: row.source})
MATCH (b:Specification {key: row.target})
CREATE (a)-[r:FOLLOWED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_MEASURED_AT_EnvironmentalReading_Location
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:EnvironmentalReading {key: row.source})
MATCH (b:Location {key: row.target})
CREATE (a)-[r:MEASURED_AT]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_MEASURED_ON_Measurement_ProcessStep
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Measurement {key: row.source})
MATCH (b:ProcessStep {key: row.target})
CREATE (a)-[r:MEASURED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_MEASURED_ON_Measurement_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Measurement {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:MEASURED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_MEASURED_ON_Measurement_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Measurement {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:MEASURED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_INSPECTED_BY_Lot_Inspection
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Lot {key: row.source})
MATCH (b:Inspection {key: row.target})
CREATE (a)-[r:INSPECTED_BY]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_INSPECTED_BY_Device_Inspection
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Device {key: row.source})
MATCH (b:Inspection {key: row.target})
CREATE (a)-[r:INSPECTED_BY]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_INSPECTED_BY_Receipt_Inspection
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Receipt {key: row.source})
MATCH (b:Inspection {key: row.target})
CREATE (a)-[r:INSPECTED_BY]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_INSPECTED_BY_ProcessStep_Inspection
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:ProcessStep {key: row.source})
MATCH (b:Inspection {key: row.target})
CREATE (a)-[r:INSPECTED_BY]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_INSPECTED_BY_Shipment_Inspection
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Shipment {key: row.source})
MATCH (b:Inspection {key: row.target})
CREATE (a)-[r:INSPECTED_BY]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_DECIDED_ON_Release_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Release {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:DECIDED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_DECIDED_ON_Release_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Release {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:DECIDED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_DECIDED_ON_Release_Material
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Release {key: row.source})
MATCH (b:Material {key: row.target})
CREATE (a)-[r:DECIDED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_DECIDED_ON_Release_ProcessStep
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Release {key: row.source})
MATCH (b:ProcessStep {key: row.target})
CREATE (a)-[r:DECIDED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_DECIDED_ON_Hold_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Hold {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:DECIDED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_DECIDED_ON_Hold_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Hold {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:DECIDED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_DECIDED_ON_Hold_Material
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Hold {key: row.source})
MATCH (b:Material {key: row.target})
CREATE (a)-[r:DECIDED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_DECIDED_ON_Hold_ProcessStep
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Hold {key: row.source})
MATCH (b:ProcessStep {key: row.target})
CREATE (a)-[r:DECIDED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Material
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Material {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_ProcessStep
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:ProcessStep {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Inspection
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Inspection {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Measurement
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Measurement {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Nonconformity
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Nonconformity {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Complaint
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Complaint {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Calibration
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Calibration {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Supplier
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Supplier {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Receipt
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Receipt {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Shipment
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Shipment {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Return
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Return {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Equipment
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Equipment {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Person
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Person {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_EnvironmentalReading
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:EnvironmentalReading {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Release
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Release {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_SupplierQualification
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:SupplierQualification {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_TrainingRecord
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:TrainingRecord {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Nonconformity_Specification
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Specification {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Material
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Material {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_ProcessStep
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:ProcessStep {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Inspection
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Inspection {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Measurement
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Measurement {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Nonconformity
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Nonconformity {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Complaint
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Complaint {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Calibration
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Calibration {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Supplier
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Supplier {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Receipt
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Receipt {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Shipment
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Shipment {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Return
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Return {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Equipment
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Equipment {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Person
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Person {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_EnvironmentalReading
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:EnvironmentalReading {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Release
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Release {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_SupplierQualification
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:SupplierQualification {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_TrainingRecord
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:TrainingRecord {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RAISED_ON_Capa_Specification
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Capa {key: row.source})
MATCH (b:Specification {key: row.target})
CREATE (a)-[r:RAISED_ON]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_COMPLAINS_OF_Complaint_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Complaint {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:COMPLAINS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_COMPLAINS_OF_Complaint_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Complaint {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:COMPLAINS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_COMPLAINS_OF_AdverseEvent_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:AdverseEvent {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:COMPLAINS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_COMPLAINS_OF_AdverseEvent_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:AdverseEvent {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:COMPLAINS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SERVICED_ServiceEvent_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:ServiceEvent {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:SERVICED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SERVICED_ServiceEvent_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:ServiceEvent {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:SERVICED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_QUALIFIES_SupplierQualification_Supplier
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:SupplierQualification {key: row.source})
MATCH (b:Supplier {key: row.target})
CREATE (a)-[r:QUALIFIES]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_CALIBRATES_Calibration_Equipment
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Calibration {key: row.source})
MATCH (b:Equipment {key: row.target})
CREATE (a)-[r:CALIBRATES]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_TRAINED_FOR_TrainingRecord_Person
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:TrainingRecord {key: row.source})
MATCH (b:Person {key: row.target})
CREATE (a)-[r:TRAINED_FOR]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_TRAINED_FOR_TrainingRecord_Specification
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:TrainingRecord {key: row.source})
MATCH (b:Specification {key: row.target})
CREATE (a)-[r:TRAINED_FOR]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_TRAINED_FOR_TrainingRecord_Document
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:TrainingRecord {key: row.source})
MATCH (b:Document {key: row.target})
CREATE (a)-[r:TRAINED_FOR]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_Release
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:Release {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_Hold
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:Hold {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_Nonconformity
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:Nonconformity {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_Capa
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:Capa {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_Recall
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:Recall {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_SupplierQualification
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:SupplierQualification {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_Inspection
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:Inspection {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_Measurement
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:Measurement {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_Receipt
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:Receipt {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_Shipment
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:Shipment {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_Return
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:Return {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_Complaint
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:Complaint {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_AdverseEvent
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:AdverseEvent {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_ServiceEvent
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:ServiceEvent {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_EnvironmentalReading
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:EnvironmentalReading {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SIGNED_Signature_RegulatoryReport
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Signature {key: row.source})
MATCH (b:RegulatoryReport {key: row.target})
CREATE (a)-[r:SIGNED]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RECALLS_Recall_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Recall {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:RECALLS]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RECALLS_Recall_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Recall {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:RECALLS]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_RECALLS_Recall_Material
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Recall {key: row.source})
MATCH (b:Material {key: row.target})
CREATE (a)-[r:RECALLS]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LED_TO_Complaint_AdverseEvent
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Complaint {key: row.source})
MATCH (b:AdverseEvent {key: row.target})
CREATE (a)-[r:LED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LED_TO_Complaint_Nonconformity
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Complaint {key: row.source})
MATCH (b:Nonconformity {key: row.target})
CREATE (a)-[r:LED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LED_TO_Complaint_Capa
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Complaint {key: row.source})
MATCH (b:Capa {key: row.target})
CREATE (a)-[r:LED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LED_TO_Complaint_Recall
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Complaint {key: row.source})
MATCH (b:Recall {key: row.target})
CREATE (a)-[r:LED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LED_TO_AdverseEvent_AdverseEvent
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:AdverseEvent {key: row.source})
MATCH (b:AdverseEvent {key: row.target})
CREATE (a)-[r:LED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LED_TO_AdverseEvent_Nonconformity
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:AdverseEvent {key: row.source})
MATCH (b:Nonconformity {key: row.target})
CREATE (a)-[r:LED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LED_TO_AdverseEvent_Capa
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:AdverseEvent {key: row.source})
MATCH (b:Capa {key: row.target})
CREATE (a)-[r:LED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LED_TO_AdverseEvent_Recall
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:AdverseEvent {key: row.source})
MATCH (b:Recall {key: row.target})
CREATE (a)-[r:LED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LED_TO_Nonconformity_AdverseEvent
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:AdverseEvent {key: row.target})
CREATE (a)-[r:LED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LED_TO_Nonconformity_Nonconformity
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Nonconformity {key: row.target})
CREATE (a)-[r:LED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LED_TO_Nonconformity_Capa
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Capa {key: row.target})
CREATE (a)-[r:LED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_LED_TO_Nonconformity_Recall
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Nonconformity {key: row.source})
MATCH (b:Recall {key: row.target})
CREATE (a)-[r:LED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_BELONGS_TO_Notice_Recall
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Notice {key: row.source})
MATCH (b:Recall {key: row.target})
CREATE (a)-[r:BELONGS_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_BELONGS_TO_Notice_AdverseEvent
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Notice {key: row.source})
MATCH (b:AdverseEvent {key: row.target})
CREATE (a)-[r:BELONGS_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_BELONGS_TO_Response_Recall
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Response {key: row.source})
MATCH (b:Recall {key: row.target})
CREATE (a)-[r:BELONGS_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_BELONGS_TO_Response_AdverseEvent
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Response {key: row.source})
MATCH (b:AdverseEvent {key: row.target})
CREATE (a)-[r:BELONGS_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_BELONGS_TO_OutreachAttempt_Recall
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:OutreachAttempt {key: row.source})
MATCH (b:Recall {key: row.target})
CREATE (a)-[r:BELONGS_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_BELONGS_TO_OutreachAttempt_AdverseEvent
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:OutreachAttempt {key: row.source})
MATCH (b:AdverseEvent {key: row.target})
CREATE (a)-[r:BELONGS_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_BELONGS_TO_EffectivenessCheck_Recall
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:EffectivenessCheck {key: row.source})
MATCH (b:Recall {key: row.target})
CREATE (a)-[r:BELONGS_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_BELONGS_TO_EffectivenessCheck_AdverseEvent
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:EffectivenessCheck {key: row.source})
MATCH (b:AdverseEvent {key: row.target})
CREATE (a)-[r:BELONGS_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_BELONGS_TO_RegulatoryReport_Recall
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:RegulatoryReport {key: row.source})
MATCH (b:Recall {key: row.target})
CREATE (a)-[r:BELONGS_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_BELONGS_TO_RegulatoryReport_AdverseEvent
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:RegulatoryReport {key: row.source})
MATCH (b:AdverseEvent {key: row.target})
CREATE (a)-[r:BELONGS_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_BELONGS_TO_Hold_Recall
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Hold {key: row.source})
MATCH (b:Recall {key: row.target})
CREATE (a)-[r:BELONGS_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_BELONGS_TO_Hold_AdverseEvent
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Hold {key: row.source})
MATCH (b:AdverseEvent {key: row.target})
CREATE (a)-[r:BELONGS_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ADDRESSED_TO_Notice_Customer
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Notice {key: row.source})
MATCH (b:Customer {key: row.target})
CREATE (a)-[r:ADDRESSED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ADDRESSED_TO_Response_Customer
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Response {key: row.source})
MATCH (b:Customer {key: row.target})
CREATE (a)-[r:ADDRESSED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ADDRESSED_TO_OutreachAttempt_Customer
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:OutreachAttempt {key: row.source})
MATCH (b:Customer {key: row.target})
CREATE (a)-[r:ADDRESSED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ADDRESSED_TO_EffectivenessCheck_Customer
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:EffectivenessCheck {key: row.source})
MATCH (b:Customer {key: row.target})
CREATE (a)-[r:ADDRESSED_TO]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_TELLS_OF_Response_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Response {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:TELLS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_TELLS_OF_Response_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Response {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:TELLS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_SPECIFIES_Specification_Material
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Specification {key: row.source})
MATCH (b:Material {key: row.target})
CREATE (a)-[r:SPECIFIES]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Lot_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Lot {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Lot_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Lot {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Lot_Material
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Lot {key: row.source})
MATCH (b:Material {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Lot_Supplier
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Lot {key: row.source})
MATCH (b:Supplier {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Lot_Customer
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Lot {key: row.source})
MATCH (b:Customer {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Device_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Device {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Device_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Device {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Device_Material
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Device {key: row.source})
MATCH (b:Material {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Device_Supplier
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Device {key: row.source})
MATCH (b:Supplier {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Device_Customer
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Device {key: row.source})
MATCH (b:Customer {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Material_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Material {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Material_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Material {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Material_Material
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Material {key: row.source})
MATCH (b:Material {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Material_Supplier
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Material {key: row.source})
MATCH (b:Supplier {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Material_Customer
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Material {key: row.source})
MATCH (b:Customer {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Supplier_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Supplier {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Supplier_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Supplier {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Supplier_Material
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Supplier {key: row.source})
MATCH (b:Material {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Supplier_Supplier
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Supplier {key: row.source})
MATCH (b:Supplier {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Supplier_Customer
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Supplier {key: row.source})
MATCH (b:Customer {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Customer_Lot
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Customer {key: row.source})
MATCH (b:Lot {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Customer_Device
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Customer {key: row.source})
MATCH (b:Device {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Customer_Material
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Customer {key: row.source})
MATCH (b:Material {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Customer_Supplier
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Customer {key: row.source})
MATCH (b:Supplier {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: link_ALIAS_OF_Customer_Customer
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
UNWIND $rows AS row
MATCH (a:Customer {key: row.source})
MATCH (b:Customer {key: row.target})
CREATE (a)-[r:ALIAS_OF]->(b) SET r = row.properties
RETURN count(r) AS made

// name: out_CONSUMED_IN_Lot
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Lot {key: k})-[r:CONSUMED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_CONSUMED_IN_Device
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Device {key: k})-[r:CONSUMED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_PRODUCED_ProcessStep
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:ProcessStep {key: k})-[r:PRODUCED]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_HAS_UNIT_Lot
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Lot {key: k})-[r:HAS_UNIT]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_SUPPLIED_Supplier
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Supplier {key: k})-[r:SUPPLIED]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_RECEIVED_AS_Receipt
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Receipt {key: k})-[r:RECEIVED_AS]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_PACKED_IN_Lot
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Lot {key: k})-[r:PACKED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_PACKED_IN_Device
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Device {key: k})-[r:PACKED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_PACKED_IN_Package
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Package {key: k})-[r:PACKED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_SHIPPED_IN_Lot
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Lot {key: k})-[r:SHIPPED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_SHIPPED_IN_Device
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Device {key: k})-[r:SHIPPED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_SHIPPED_IN_Package
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Package {key: k})-[r:SHIPPED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_DELIVERED_TO_Shipment
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Shipment {key: k})-[r:DELIVERED_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_RETURNED_IN_Lot
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Lot {key: k})-[r:RETURNED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_RETURNED_IN_Device
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Device {key: k})-[r:RETURNED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_RETURNED_IN_Package
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Package {key: k})-[r:RETURNED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_RETURNED_BY_Return
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Return {key: k})-[r:RETURNED_BY]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_INSTANCE_OF_Lot
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Lot {key: k})-[r:INSTANCE_OF]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_INSTANCE_OF_Device
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Device {key: k})-[r:INSTANCE_OF]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_IDENTIFIED_BY_Material
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Material {key: k})-[r:IDENTIFIED_BY]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_AT_LOCATION_ProcessStep
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:ProcessStep {key: k})-[r:AT_LOCATION]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_AT_LOCATION_EnvironmentalReading
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:EnvironmentalReading {key: k})-[r:AT_LOCATION]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_AT_LOCATION_Equipment
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Equipment {key: k})-[r:AT_LOCATION]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_AT_LOCATION_Lot
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Lot {key: k})-[r:AT_LOCATION]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_LOCATED_IN_Location
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Location {key: k})-[r:LOCATED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_PART_OF_ProcessStep
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:ProcessStep {key: k})-[r:PART_OF]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_USED_IN_Material
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Material {key: k})-[r:USED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_USED_EQUIPMENT_ProcessStep
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:ProcessStep {key: k})-[r:USED_EQUIPMENT]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_PERFORMED_BY_ProcessStep
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:ProcessStep {key: k})-[r:PERFORMED_BY]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_PERFORMED_BY_Inspection
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Inspection {key: k})-[r:PERFORMED_BY]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_FOLLOWED_ProcessStep
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:ProcessStep {key: k})-[r:FOLLOWED]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_MEASURED_AT_EnvironmentalReading
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:EnvironmentalReading {key: k})-[r:MEASURED_AT]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_MEASURED_ON_Measurement
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Measurement {key: k})-[r:MEASURED_ON]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_INSPECTED_BY_Lot
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Lot {key: k})-[r:INSPECTED_BY]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_INSPECTED_BY_Device
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Device {key: k})-[r:INSPECTED_BY]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_INSPECTED_BY_Receipt
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Receipt {key: k})-[r:INSPECTED_BY]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_INSPECTED_BY_ProcessStep
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:ProcessStep {key: k})-[r:INSPECTED_BY]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_INSPECTED_BY_Shipment
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Shipment {key: k})-[r:INSPECTED_BY]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_DECIDED_ON_Release
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Release {key: k})-[r:DECIDED_ON]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_DECIDED_ON_Hold
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Hold {key: k})-[r:DECIDED_ON]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_RAISED_ON_Nonconformity
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Nonconformity {key: k})-[r:RAISED_ON]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_RAISED_ON_Capa
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Capa {key: k})-[r:RAISED_ON]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_COMPLAINS_OF_Complaint
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Complaint {key: k})-[r:COMPLAINS_OF]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_COMPLAINS_OF_AdverseEvent
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:AdverseEvent {key: k})-[r:COMPLAINS_OF]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_SERVICED_ServiceEvent
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:ServiceEvent {key: k})-[r:SERVICED]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_QUALIFIES_SupplierQualification
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:SupplierQualification {key: k})-[r:QUALIFIES]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_CALIBRATES_Calibration
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Calibration {key: k})-[r:CALIBRATES]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_TRAINED_FOR_TrainingRecord
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:TrainingRecord {key: k})-[r:TRAINED_FOR]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_SIGNED_Signature
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Signature {key: k})-[r:SIGNED]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_RECALLS_Recall
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Recall {key: k})-[r:RECALLS]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_LED_TO_Complaint
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Complaint {key: k})-[r:LED_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_LED_TO_AdverseEvent
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:AdverseEvent {key: k})-[r:LED_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_LED_TO_Nonconformity
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Nonconformity {key: k})-[r:LED_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_BELONGS_TO_Notice
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Notice {key: k})-[r:BELONGS_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_BELONGS_TO_Response
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Response {key: k})-[r:BELONGS_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_BELONGS_TO_OutreachAttempt
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:OutreachAttempt {key: k})-[r:BELONGS_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_BELONGS_TO_EffectivenessCheck
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:EffectivenessCheck {key: k})-[r:BELONGS_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_BELONGS_TO_RegulatoryReport
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:RegulatoryReport {key: k})-[r:BELONGS_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_BELONGS_TO_Hold
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Hold {key: k})-[r:BELONGS_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_ADDRESSED_TO_Notice
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Notice {key: k})-[r:ADDRESSED_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_ADDRESSED_TO_Response
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Response {key: k})-[r:ADDRESSED_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_ADDRESSED_TO_OutreachAttempt
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:OutreachAttempt {key: k})-[r:ADDRESSED_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_ADDRESSED_TO_EffectivenessCheck
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:EffectivenessCheck {key: k})-[r:ADDRESSED_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_TELLS_OF_Response
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Response {key: k})-[r:TELLS_OF]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_SPECIFIES_Specification
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Specification {key: k})-[r:SPECIFIES]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_ALIAS_OF_Lot
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Lot {key: k})-[r:ALIAS_OF]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_ALIAS_OF_Device
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Device {key: k})-[r:ALIAS_OF]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_ALIAS_OF_Material
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Material {key: k})-[r:ALIAS_OF]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_ALIAS_OF_Supplier
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Supplier {key: k})-[r:ALIAS_OF]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: out_ALIAS_OF_Customer
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Customer {key: k})-[r:ALIAS_OF]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: into_CONSUMED_IN_ProcessStep
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:ProcessStep {key: k})<-[r:CONSUMED_IN]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_PRODUCED_Lot
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Lot {key: k})<-[r:PRODUCED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_PRODUCED_Device
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Device {key: k})<-[r:PRODUCED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_HAS_UNIT_Device
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Device {key: k})<-[r:HAS_UNIT]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SUPPLIED_Receipt
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Receipt {key: k})<-[r:SUPPLIED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RECEIVED_AS_Lot
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Lot {key: k})<-[r:RECEIVED_AS]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RECEIVED_AS_Device
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Device {key: k})<-[r:RECEIVED_AS]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_PACKED_IN_Package
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Package {key: k})<-[r:PACKED_IN]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SHIPPED_IN_Shipment
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Shipment {key: k})<-[r:SHIPPED_IN]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_DELIVERED_TO_Customer
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Customer {key: k})<-[r:DELIVERED_TO]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RETURNED_IN_Return
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Return {key: k})<-[r:RETURNED_IN]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RETURNED_BY_Customer
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Customer {key: k})<-[r:RETURNED_BY]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_INSTANCE_OF_Material
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Material {key: k})<-[r:INSTANCE_OF]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_IDENTIFIED_BY_DeviceIdentifier
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:DeviceIdentifier {key: k})<-[r:IDENTIFIED_BY]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_AT_LOCATION_Location
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Location {key: k})<-[r:AT_LOCATION]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_LOCATED_IN_Site
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Site {key: k})<-[r:LOCATED_IN]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_LOCATED_IN_Location
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Location {key: k})<-[r:LOCATED_IN]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_PART_OF_ProcessStep
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:ProcessStep {key: k})<-[r:PART_OF]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_USED_IN_ProcessStep
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:ProcessStep {key: k})<-[r:USED_IN]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_USED_EQUIPMENT_Equipment
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Equipment {key: k})<-[r:USED_EQUIPMENT]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_PERFORMED_BY_Person
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Person {key: k})<-[r:PERFORMED_BY]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_FOLLOWED_Specification
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Specification {key: k})<-[r:FOLLOWED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_MEASURED_AT_Location
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Location {key: k})<-[r:MEASURED_AT]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_MEASURED_ON_ProcessStep
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:ProcessStep {key: k})<-[r:MEASURED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_MEASURED_ON_Lot
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Lot {key: k})<-[r:MEASURED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_MEASURED_ON_Device
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Device {key: k})<-[r:MEASURED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_INSPECTED_BY_Inspection
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Inspection {key: k})<-[r:INSPECTED_BY]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_DECIDED_ON_Lot
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Lot {key: k})<-[r:DECIDED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_DECIDED_ON_Device
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Device {key: k})<-[r:DECIDED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_DECIDED_ON_Material
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Material {key: k})<-[r:DECIDED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_DECIDED_ON_ProcessStep
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:ProcessStep {key: k})<-[r:DECIDED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Lot
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Lot {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Device
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Device {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Material
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Material {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_ProcessStep
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:ProcessStep {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Inspection
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Inspection {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Measurement
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Measurement {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Nonconformity
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Nonconformity {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Complaint
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Complaint {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Calibration
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Calibration {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Supplier
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Supplier {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Receipt
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Receipt {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Shipment
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Shipment {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Return
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Return {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Equipment
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Equipment {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Person
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Person {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_EnvironmentalReading
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:EnvironmentalReading {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Release
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Release {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_SupplierQualification
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:SupplierQualification {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_TrainingRecord
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:TrainingRecord {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RAISED_ON_Specification
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Specification {key: k})<-[r:RAISED_ON]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_COMPLAINS_OF_Lot
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Lot {key: k})<-[r:COMPLAINS_OF]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_COMPLAINS_OF_Device
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Device {key: k})<-[r:COMPLAINS_OF]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SERVICED_Lot
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Lot {key: k})<-[r:SERVICED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SERVICED_Device
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Device {key: k})<-[r:SERVICED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_QUALIFIES_Supplier
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Supplier {key: k})<-[r:QUALIFIES]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_CALIBRATES_Equipment
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Equipment {key: k})<-[r:CALIBRATES]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_TRAINED_FOR_Person
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Person {key: k})<-[r:TRAINED_FOR]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_TRAINED_FOR_Specification
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Specification {key: k})<-[r:TRAINED_FOR]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_TRAINED_FOR_Document
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Document {key: k})<-[r:TRAINED_FOR]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_Release
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Release {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_Hold
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Hold {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_Nonconformity
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Nonconformity {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_Capa
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Capa {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_Recall
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Recall {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_SupplierQualification
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:SupplierQualification {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_Inspection
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Inspection {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_Measurement
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Measurement {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_Receipt
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Receipt {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_Shipment
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Shipment {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_Return
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Return {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_Complaint
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Complaint {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_AdverseEvent
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:AdverseEvent {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_ServiceEvent
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:ServiceEvent {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_Lot
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Lot {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_Device
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Device {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_EnvironmentalReading
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:EnvironmentalReading {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SIGNED_RegulatoryReport
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:RegulatoryReport {key: k})<-[r:SIGNED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RECALLS_Lot
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Lot {key: k})<-[r:RECALLS]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RECALLS_Device
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Device {key: k})<-[r:RECALLS]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_RECALLS_Material
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Material {key: k})<-[r:RECALLS]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_LED_TO_AdverseEvent
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:AdverseEvent {key: k})<-[r:LED_TO]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_LED_TO_Nonconformity
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Nonconformity {key: k})<-[r:LED_TO]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_LED_TO_Capa
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Capa {key: k})<-[r:LED_TO]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_LED_TO_Recall
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Recall {key: k})<-[r:LED_TO]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_BELONGS_TO_Recall
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Recall {key: k})<-[r:BELONGS_TO]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_BELONGS_TO_AdverseEvent
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:AdverseEvent {key: k})<-[r:BELONGS_TO]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_ADDRESSED_TO_Customer
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Customer {key: k})<-[r:ADDRESSED_TO]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_TELLS_OF_Lot
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Lot {key: k})<-[r:TELLS_OF]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_TELLS_OF_Device
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Device {key: k})<-[r:TELLS_OF]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_SPECIFIES_Material
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Material {key: k})<-[r:SPECIFIES]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_ALIAS_OF_Lot
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Lot {key: k})<-[r:ALIAS_OF]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_ALIAS_OF_Device
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Device {key: k})<-[r:ALIAS_OF]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_ALIAS_OF_Material
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Material {key: k})<-[r:ALIAS_OF]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_ALIAS_OF_Supplier
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Supplier {key: k})<-[r:ALIAS_OF]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: into_ALIAS_OF_Customer
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (b:Customer {key: k})<-[r:ALIAS_OF]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links
