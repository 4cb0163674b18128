# Words of the catalog: items, kits, donors, suppliers, transporters.
catalog-thing-item = item
catalog-thing-kit = kit
catalog-required = This is needed.
catalog-too-long = At most { $limit } characters fit.
catalog-negative = This cannot be less than zero.
catalog-too-much = This amount is too large.
catalog-taken = This is already in the list.
catalog-item-taken = An item with this description, donor, supplier and local price is already in the catalog.
catalog-quantity = The quantity must be between 1 and { $limit }.
catalog-no-item = One of these items is no longer in the catalog.
