"""Papers that leave the house: one model (`report`), told as CSV, XLSX and PDF, in English and Chinese."""
