// What the rules on data quality read, a page of keys at a time. Live statements only. Of a relationship
// there come what an amount, a time and an identity are made of, as one row for each type and commit (ADR 6).
// A node is met at the end where it has few of them: a lot is asked for its steps, never a material for its lots.

// name: flows_Lot
// purpose: what came into these lots and went out of them
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Lot {key: k})<-[r:PRODUCED]-(b)
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, r._commit AS commit,
       collect([b.key, k, r.key, r.quantity, r.uom, r.event_time, r.same_as_key]) AS links
UNION ALL
UNWIND $keys AS k MATCH (a:Lot {key: k})<-[r:RECEIVED_AS]-(b)
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, r._commit AS commit,
       collect([b.key, k, r.key, r.quantity, r.uom, r.event_time, r.same_as_key]) AS links
UNION ALL
UNWIND $keys AS k MATCH (a:Lot {key: k})-[r:CONSUMED_IN|SHIPPED_IN|RETURNED_IN]->(b)
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, r._commit AS commit,
       collect([k, b.key, r.key, r.quantity, r.uom, r.event_time, r.same_as_key]) AS links
UNION ALL
UNWIND $keys AS k MATCH (a:Lot {key: k})-[r:PACKED_IN]->(b)
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, r._commit AS commit,
       collect([k, b.key, r.key, r.quantity, r.uom, r.event_time, r.same_as_key, r.packed_from, r.packed_to]) AS links

// name: flows_Device
// purpose: what these devices came from and went into
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Device {key: k})<-[r:PRODUCED|HAS_UNIT]-(b)
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, r._commit AS commit,
       collect([b.key, k, r.key, r.quantity, r.uom, r.event_time, r.same_as_key]) AS links
UNION ALL
UNWIND $keys AS k MATCH (a:Device {key: k})<-[r:RECEIVED_AS]-(b)
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, r._commit AS commit,
       collect([b.key, k, r.key, r.quantity, r.uom, r.event_time, r.same_as_key]) AS links
UNION ALL
UNWIND $keys AS k MATCH (a:Device {key: k})-[r:CONSUMED_IN|SHIPPED_IN|RETURNED_IN]->(b)
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, r._commit AS commit,
       collect([k, b.key, r.key, r.quantity, r.uom, r.event_time, r.same_as_key]) AS links
UNION ALL
UNWIND $keys AS k MATCH (a:Device {key: k})-[r:PACKED_IN]->(b)
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, r._commit AS commit,
       collect([k, b.key, r.key, r.quantity, r.uom, r.event_time, r.same_as_key, r.packed_from, r.packed_to]) AS links

// name: flows_Package
// purpose: where these packages went
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Package {key: k})-[r:SHIPPED_IN|RETURNED_IN]->(b)
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, r._commit AS commit,
       collect([k, b.key, r.key, r.quantity, r.uom, r.event_time, r.same_as_key]) AS links
UNION ALL
UNWIND $keys AS k MATCH (a:Package {key: k})-[r:PACKED_IN]->(b)
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, r._commit AS commit,
       collect([k, b.key, r.key, r.quantity, r.uom, r.event_time, r.same_as_key, r.packed_from, r.packed_to]) AS links

// name: flows_Material
// purpose: which steps used these materials without a lot
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Material {key: k})-[r:USED_IN]->(b)
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, r._commit AS commit,
       collect([k, b.key, r.key, r.quantity, r.uom, r.event_time, r.same_as_key]) AS links

// name: joined_ProcessStep
// purpose: which of these steps used something, and which made something
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:ProcessStep {key: k})<-[r:CONSUMED_IN|USED_IN]-()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN 'CONSUMED_IN' AS type, k AS key, count(r) AS n
UNION ALL
UNWIND $keys AS k MATCH (a:ProcessStep {key: k})-[r:PRODUCED]->()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n

// name: joined_Receipt
// purpose: which of these receipts have a supplier, and which brought something
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Receipt {key: k})<-[r:SUPPLIED]-()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n
UNION ALL
UNWIND $keys AS k MATCH (a:Receipt {key: k})-[r:RECEIVED_AS]->()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n

// name: joined_Shipment
// purpose: which of these shipments have a consignee, and which held something
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Shipment {key: k})<-[r:SHIPPED_IN]-()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n
UNION ALL
UNWIND $keys AS k MATCH (a:Shipment {key: k})-[r:DELIVERED_TO]->()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n

// name: joined_Return
// purpose: which of these returns have a customer, and which brought something
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Return {key: k})<-[r:RETURNED_IN]-()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n
UNION ALL
UNWIND $keys AS k MATCH (a:Return {key: k})-[r:RETURNED_BY]->()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n

// name: joined_EnvironmentalReading
// purpose: which of these readings have a place
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:EnvironmentalReading {key: k})-[r:MEASURED_AT|AT_LOCATION]->()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN 'MEASURED_AT' AS type, k AS key, count(r) AS n

// name: joined_Inspection
// purpose: which of these inspections are of something
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Inspection {key: k})<-[r:INSPECTED_BY]-()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n

// name: joined_Measurement
// purpose: which of these measurements are about something
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Measurement {key: k})-[r:MEASURED_ON]->()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n

// name: joined_Release
// purpose: which of these releases are about something
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Release {key: k})-[r:DECIDED_ON]->()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n

// name: joined_Hold
// purpose: which of these holds are about something
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Hold {key: k})-[r:DECIDED_ON]->()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n

// name: joined_Nonconformity
// purpose: which of these nonconformities are about something
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Nonconformity {key: k})-[r:RAISED_ON]->()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n

// name: joined_Complaint
// purpose: which of these complaints are about something
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Complaint {key: k})-[r:COMPLAINS_OF]->()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n

// name: joined_Calibration
// purpose: which of these calibrations are about something
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:Calibration {key: k})-[r:CALIBRATES]->()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n

// name: joined_SupplierQualification
// purpose: which of these qualifications are about something
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:SupplierQualification {key: k})-[r:QUALIFIES]->()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n

// name: joined_TrainingRecord
// purpose: which of these training records are about something
// parameters: keys [text], known_at integer
UNWIND $keys AS k MATCH (a:TrainingRecord {key: k})-[r:TRAINED_FOR]->()
WHERE r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN type(r) AS type, k AS key, count(r) AS n
