"""The data provider of the Open Archives Initiative Protocol for Metadata Harvesting, version 2.0."""
