"""Open Referral UK in and out: real feeds made right, and our own records as the standard wants them.

Documents are HSDS-UK 3.0 service records as plain dictionaries. What a field may hold is in `model.yaml`.
"""
