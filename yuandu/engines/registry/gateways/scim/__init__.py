"""Accounts as SCIM 2.0 says them (RFC 7643, RFC 7644): the schemas, and resources made of our rows."""
