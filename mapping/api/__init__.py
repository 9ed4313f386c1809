"""The mapping records in the REST API: shape of input and output only; every write is a service's."""
