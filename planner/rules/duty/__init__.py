"""What a parcel or project owes beyond one figure.

``ledger`` credits shared duties, each square metre once, and makes projects of parcels; ``stages`` drafts planning conditions and compares
conditions with scheme, permit with survey; ``usable`` holds a quota against the size of one centre and proposes who could build together.
"""
