"""Whether a request obeys AWS's own description of the operation: botocore's service model.

One mechanism checks every operation of every service. ``sent`` reads the request as it arrived, before moto fills in
anything; ``constraints`` compares it with the model; ``answers`` says it with the service's own error code.
"""
