// Generated from templates.cypher and graph_model by `make generate`. Do not edit.

// name: key_Lot
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Lot IF NOT EXISTS FOR (n:Lot) REQUIRE n.key IS UNIQUE

// name: key_Device
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Device IF NOT EXISTS FOR (n:Device) REQUIRE n.key IS UNIQUE

// name: key_ProcessStep
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_ProcessStep IF NOT EXISTS FOR (n:ProcessStep) REQUIRE n.key IS UNIQUE

// name: key_Receipt
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Receipt IF NOT EXISTS FOR (n:Receipt) REQUIRE n.key IS UNIQUE

// name: key_Shipment
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Shipment IF NOT EXISTS FOR (n:Shipment) REQUIRE n.key IS UNIQUE

// name: key_Return
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Return IF NOT EXISTS FOR (n:Return) REQUIRE n.key IS UNIQUE

// name: key_Package
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Package IF NOT EXISTS FOR (n:Package) REQUIRE n.key IS UNIQUE

// name: key_Supplier
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Supplier IF NOT EXISTS FOR (n:Supplier) REQUIRE n.key IS UNIQUE

// name: key_Customer
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Customer IF NOT EXISTS FOR (n:Customer) REQUIRE n.key IS UNIQUE

// name: key_Site
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Site IF NOT EXISTS FOR (n:Site) REQUIRE n.key IS UNIQUE

// name: key_Location
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Location IF NOT EXISTS FOR (n:Location) REQUIRE n.key IS UNIQUE

// name: key_Equipment
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Equipment IF NOT EXISTS FOR (n:Equipment) REQUIRE n.key IS UNIQUE

// name: key_Person
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Person IF NOT EXISTS FOR (n:Person) REQUIRE n.key IS UNIQUE

// name: key_Material
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Material IF NOT EXISTS FOR (n:Material) REQUIRE n.key IS UNIQUE

// name: key_DeviceIdentifier
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_DeviceIdentifier IF NOT EXISTS FOR (n:DeviceIdentifier) REQUIRE n.key IS UNIQUE

// name: key_Specification
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Specification IF NOT EXISTS FOR (n:Specification) REQUIRE n.key IS UNIQUE

// name: key_EnvironmentalReading
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_EnvironmentalReading IF NOT EXISTS FOR (n:EnvironmentalReading) REQUIRE n.key IS UNIQUE

// name: key_Inspection
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Inspection IF NOT EXISTS FOR (n:Inspection) REQUIRE n.key IS UNIQUE

// name: key_Measurement
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Measurement IF NOT EXISTS FOR (n:Measurement) REQUIRE n.key IS UNIQUE

// name: key_Release
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Release IF NOT EXISTS FOR (n:Release) REQUIRE n.key IS UNIQUE

// name: key_Hold
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Hold IF NOT EXISTS FOR (n:Hold) REQUIRE n.key IS UNIQUE

// name: key_Nonconformity
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Nonconformity IF NOT EXISTS FOR (n:Nonconformity) REQUIRE n.key IS UNIQUE

// name: key_Capa
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Capa IF NOT EXISTS FOR (n:Capa) REQUIRE n.key IS UNIQUE

// name: key_Complaint
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Complaint IF NOT EXISTS FOR (n:Complaint) REQUIRE n.key IS UNIQUE

// name: key_AdverseEvent
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_AdverseEvent IF NOT EXISTS FOR (n:AdverseEvent) REQUIRE n.key IS UNIQUE

// name: key_ServiceEvent
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_ServiceEvent IF NOT EXISTS FOR (n:ServiceEvent) REQUIRE n.key IS UNIQUE

// name: key_SupplierQualification
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_SupplierQualification IF NOT EXISTS FOR (n:SupplierQualification) REQUIRE n.key IS UNIQUE

// name: key_Calibration
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Calibration IF NOT EXISTS FOR (n:Calibration) REQUIRE n.key IS UNIQUE

// name: key_TrainingRecord
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_TrainingRecord IF NOT EXISTS FOR (n:TrainingRecord) REQUIRE n.key IS UNIQUE

// name: key_Document
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Document IF NOT EXISTS FOR (n:Document) REQUIRE n.key IS UNIQUE

// name: key_Recall
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Recall IF NOT EXISTS FOR (n:Recall) REQUIRE n.key IS UNIQUE

// name: key_Notice
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Notice IF NOT EXISTS FOR (n:Notice) REQUIRE n.key IS UNIQUE

// name: key_Response
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Response IF NOT EXISTS FOR (n:Response) REQUIRE n.key IS UNIQUE

// name: key_OutreachAttempt
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_OutreachAttempt IF NOT EXISTS FOR (n:OutreachAttempt) REQUIRE n.key IS UNIQUE

// name: key_EffectivenessCheck
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_EffectivenessCheck IF NOT EXISTS FOR (n:EffectivenessCheck) REQUIRE n.key IS UNIQUE

// name: key_RegulatoryReport
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_RegulatoryReport IF NOT EXISTS FOR (n:RegulatoryReport) REQUIRE n.key IS UNIQUE

// name: key_Drill
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Drill IF NOT EXISTS FOR (n:Drill) REQUIRE n.key IS UNIQUE

// name: key_Indicator
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Indicator IF NOT EXISTS FOR (n:Indicator) REQUIRE n.key IS UNIQUE

// name: key_FigureTarget
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_FigureTarget IF NOT EXISTS FOR (n:FigureTarget) REQUIRE n.key IS UNIQUE

// name: key_Organisation
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Organisation IF NOT EXISTS FOR (n:Organisation) REQUIRE n.key IS UNIQUE

// name: key_Account
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Account IF NOT EXISTS FOR (n:Account) REQUIRE n.key IS UNIQUE

// name: key_Proposal
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Proposal IF NOT EXISTS FOR (n:Proposal) REQUIRE n.key IS UNIQUE

// name: key_Signature
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Signature IF NOT EXISTS FOR (n:Signature) REQUIRE n.key IS UNIQUE

// name: key_KeyRotation
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_KeyRotation IF NOT EXISTS FOR (n:KeyRotation) REQUIRE n.key IS UNIQUE

// name: key_SecurityLog
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_SecurityLog IF NOT EXISTS FOR (n:SecurityLog) REQUIRE n.key IS UNIQUE

// name: key_Repair
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Repair IF NOT EXISTS FOR (n:Repair) REQUIRE n.key IS UNIQUE

// name: key_Responsibility
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Responsibility IF NOT EXISTS FOR (n:Responsibility) REQUIRE n.key IS UNIQUE

// name: key_Erasure
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Erasure IF NOT EXISTS FOR (n:Erasure) REQUIRE n.key IS UNIQUE

// name: key_Load
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Load IF NOT EXISTS FOR (n:Load) REQUIRE n.key IS UNIQUE

// name: key_Reject
// purpose: no two nodes of a label share a key
CREATE CONSTRAINT key_Reject IF NOT EXISTS FOR (n:Reject) REQUIRE n.key IS UNIQUE

// name: search_Lot_lot_number
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Lot_lot_number IF NOT EXISTS FOR (n:Lot) ON (n.lot_number)

// name: search_Lot_udi
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Lot_udi IF NOT EXISTS FOR (n:Lot) ON (n.udi)

// name: search_Device_serial_number
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Device_serial_number IF NOT EXISTS FOR (n:Device) ON (n.serial_number)

// name: search_Device_udi
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Device_udi IF NOT EXISTS FOR (n:Device) ON (n.udi)

// name: search_Receipt_document
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Receipt_document IF NOT EXISTS FOR (n:Receipt) ON (n.document)

// name: search_Receipt_delivery_note
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Receipt_delivery_note IF NOT EXISTS FOR (n:Receipt) ON (n.delivery_note)

// name: search_Receipt_purchase_order
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Receipt_purchase_order IF NOT EXISTS FOR (n:Receipt) ON (n.purchase_order)

// name: search_Receipt_supplier_lot
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Receipt_supplier_lot IF NOT EXISTS FOR (n:Receipt) ON (n.supplier_lot)

// name: search_Shipment_document
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Shipment_document IF NOT EXISTS FOR (n:Shipment) ON (n.document)

// name: search_Shipment_sales_order
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Shipment_sales_order IF NOT EXISTS FOR (n:Shipment) ON (n.sales_order)

// name: search_Return_document
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Return_document IF NOT EXISTS FOR (n:Return) ON (n.document)

// name: search_Package_sscc
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Package_sscc IF NOT EXISTS FOR (n:Package) ON (n.sscc)

// name: search_Supplier_gln
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Supplier_gln IF NOT EXISTS FOR (n:Supplier) ON (n.gln)

// name: search_Customer_gln
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_Customer_gln IF NOT EXISTS FOR (n:Customer) ON (n.gln)

// name: search_DeviceIdentifier_udi_di
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_DeviceIdentifier_udi_di IF NOT EXISTS FOR (n:DeviceIdentifier) ON (n.udi_di)

// name: search_EnvironmentalReading_sensor
// purpose: exact and prefix search on a property that people look for
CREATE INDEX search_EnvironmentalReading_sensor IF NOT EXISTS FOR (n:EnvironmentalReading) ON (n.sensor)

// name: key_CONSUMED_IN
// purpose: find the statements of a relationship key
CREATE INDEX key_CONSUMED_IN IF NOT EXISTS FOR ()-[r:CONSUMED_IN]-() ON (r.key)

// name: key_PRODUCED
// purpose: find the statements of a relationship key
CREATE INDEX key_PRODUCED IF NOT EXISTS FOR ()-[r:PRODUCED]-() ON (r.key)

// name: key_HAS_UNIT
// purpose: find the statements of a relationship key
CREATE INDEX key_HAS_UNIT IF NOT EXISTS FOR ()-[r:HAS_UNIT]-() ON (r.key)

// name: key_SUPPLIED
// purpose: find the statements of a relationship key
CREATE INDEX key_SUPPLIED IF NOT EXISTS FOR ()-[r:SUPPLIED]-() ON (r.key)

// name: key_RECEIVED_AS
// purpose: find the statements of a relationship key
CREATE INDEX key_RECEIVED_AS IF NOT EXISTS FOR ()-[r:RECEIVED_AS]-() ON (r.key)

// name: key_PACKED_IN
// purpose: find the statements of a relationship key
CREATE INDEX key_PACKED_IN IF NOT EXISTS FOR ()-[r:PACKED_IN]-() ON (r.key)

// name: key_SHIPPED_IN
// purpose: find the statements of a relationship key
CREATE INDEX key_SHIPPED_IN IF NOT EXISTS FOR ()-[r:SHIPPED_IN]-() ON (r.key)

// name: key_DELIVERED_TO
// purpose: find the statements of a relationship key
CREATE INDEX key_DELIVERED_TO IF NOT EXISTS FOR ()-[r:DELIVERED_TO]-() ON (r.key)

// name: key_RETURNED_IN
// purpose: find the statements of a relationship key
CREATE INDEX key_RETURNED_IN IF NOT EXISTS FOR ()-[r:RETURNED_IN]-() ON (r.key)

// name: key_RETURNED_BY
// purpose: find the statements of a relationship key
CREATE INDEX key_RETURNED_BY IF NOT EXISTS FOR ()-[r:RETURNED_BY]-() ON (r.key)

// name: key_INSTANCE_OF
// purpose: find the statements of a relationship key
CREATE INDEX key_INSTANCE_OF IF NOT EXISTS FOR ()-[r:INSTANCE_OF]-() ON (r.key)

// name: key_IDENTIFIED_BY
// purpose: find the statements of a relationship key
CREATE INDEX key_IDENTIFIED_BY IF NOT EXISTS FOR ()-[r:IDENTIFIED_BY]-() ON (r.key)

// name: key_AT_LOCATION
// purpose: find the statements of a relationship key
CREATE INDEX key_AT_LOCATION IF NOT EXISTS FOR ()-[r:AT_LOCATION]-() ON (r.key)

// name: key_LOCATED_IN
// purpose: find the statements of a relationship key
CREATE INDEX key_LOCATED_IN IF NOT EXISTS FOR ()-[r:LOCATED_IN]-() ON (r.key)

// name: key_PART_OF
// purpose: find the statements of a relationship key
CREATE INDEX key_PART_OF IF NOT EXISTS FOR ()-[r:PART_OF]-() ON (r.key)

// name: key_USED_IN
// purpose: find the statements of a relationship key
CREATE INDEX key_USED_IN IF NOT EXISTS FOR ()-[r:USED_IN]-() ON (r.key)

// name: key_USED_EQUIPMENT
// purpose: find the statements of a relationship key
CREATE INDEX key_USED_EQUIPMENT IF NOT EXISTS FOR ()-[r:USED_EQUIPMENT]-() ON (r.key)

// name: key_PERFORMED_BY
// purpose: find the statements of a relationship key
CREATE INDEX key_PERFORMED_BY IF NOT EXISTS FOR ()-[r:PERFORMED_BY]-() ON (r.key)

// name: key_FOLLOWED
// purpose: find the statements of a relationship key
CREATE INDEX key_FOLLOWED IF NOT EXISTS FOR ()-[r:FOLLOWED]-() ON (r.key)

// name: key_MEASURED_AT
// purpose: find the statements of a relationship key
CREATE INDEX key_MEASURED_AT IF NOT EXISTS FOR ()-[r:MEASURED_AT]-() ON (r.key)

// name: key_MEASURED_ON
// purpose: find the statements of a relationship key
CREATE INDEX key_MEASURED_ON IF NOT EXISTS FOR ()-[r:MEASURED_ON]-() ON (r.key)

// name: key_INSPECTED_BY
// purpose: find the statements of a relationship key
CREATE INDEX key_INSPECTED_BY IF NOT EXISTS FOR ()-[r:INSPECTED_BY]-() ON (r.key)

// name: key_DECIDED_ON
// purpose: find the statements of a relationship key
CREATE INDEX key_DECIDED_ON IF NOT EXISTS FOR ()-[r:DECIDED_ON]-() ON (r.key)

// name: key_RAISED_ON
// purpose: find the statements of a relationship key
CREATE INDEX key_RAISED_ON IF NOT EXISTS FOR ()-[r:RAISED_ON]-() ON (r.key)

// name: key_COMPLAINS_OF
// purpose: find the statements of a relationship key
CREATE INDEX key_COMPLAINS_OF IF NOT EXISTS FOR ()-[r:COMPLAINS_OF]-() ON (r.key)

// name: key_SERVICED
// purpose: find the statements of a relationship key
CREATE INDEX key_SERVICED IF NOT EXISTS FOR ()-[r:SERVICED]-() ON (r.key)

// name: key_QUALIFIES
// purpose: find the statements of a relationship key
CREATE INDEX key_QUALIFIES IF NOT EXISTS FOR ()-[r:QUALIFIES]-() ON (r.key)

// name: key_CALIBRATES
// purpose: find the statements of a relationship key
CREATE INDEX key_CALIBRATES IF NOT EXISTS FOR ()-[r:CALIBRATES]-() ON (r.key)

// name: key_TRAINED_FOR
// purpose: find the statements of a relationship key
CREATE INDEX key_TRAINED_FOR IF NOT EXISTS FOR ()-[r:TRAINED_FOR]-() ON (r.key)

// name: key_SIGNED
// purpose: find the statements of a relationship key
CREATE INDEX key_SIGNED IF NOT EXISTS FOR ()-[r:SIGNED]-() ON (r.key)

// name: key_RECALLS
// purpose: find the statements of a relationship key
CREATE INDEX key_RECALLS IF NOT EXISTS FOR ()-[r:RECALLS]-() ON (r.key)

// name: key_LED_TO
// purpose: find the statements of a relationship key
CREATE INDEX key_LED_TO IF NOT EXISTS FOR ()-[r:LED_TO]-() ON (r.key)

// name: key_BELONGS_TO
// purpose: find the statements of a relationship key
CREATE INDEX key_BELONGS_TO IF NOT EXISTS FOR ()-[r:BELONGS_TO]-() ON (r.key)

// name: key_ADDRESSED_TO
// purpose: find the statements of a relationship key
CREATE INDEX key_ADDRESSED_TO IF NOT EXISTS FOR ()-[r:ADDRESSED_TO]-() ON (r.key)

// name: key_TELLS_OF
// purpose: find the statements of a relationship key
CREATE INDEX key_TELLS_OF IF NOT EXISTS FOR ()-[r:TELLS_OF]-() ON (r.key)

// name: key_SPECIFIES
// purpose: find the statements of a relationship key
CREATE INDEX key_SPECIFIES IF NOT EXISTS FOR ()-[r:SPECIFIES]-() ON (r.key)

// name: key_ALIAS_OF
// purpose: find the statements of a relationship key
CREATE INDEX key_ALIAS_OF IF NOT EXISTS FOR ()-[r:ALIAS_OF]-() ON (r.key)
