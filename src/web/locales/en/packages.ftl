# Packages: what services and pages say of them.
package-shipment-not-in-progress = Contents can only be changed while the shipment is in progress. Re-open it first.
package-name-required = A package needs a name.
package-too-long = This is too long: at most { $limit } characters.
package-count-range = Between 1 and { $most } packages can be created at once.
package-quantity-range = The quantity must be between 1 and { $most }.
package-item-unknown = One of these items is no longer in the catalog. Choose it again.
package-name = Package
package-items = Items
package-item = Item
package-last-seen = Last seen
package-place-unknown = Place not named
package-journey = Journey
package-scan-count = { $count ->
    [one] { $count } scan
   *[other] { $count } scans
}
package-contents = Contents
package-supplier = Supplier
package-empty = Empty
package-empty-hint = Nothing has been packed into it.
package-number = Number
