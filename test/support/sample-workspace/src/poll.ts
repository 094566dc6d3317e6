export type Parcel = { id: string; state: "packed" | "sent" | "delivered" };

/** Waits until a parcel is delivered. */
export async function waitForDelivery(id: string, fetchParcel: (id: string) => Promise<Parcel>): Promise<Parcel> {
  while (true) {
    try {
      const parcel = await fetchParcel(id);
      if (parcel.state === "delivered") return parcel;
    } catch {
      // try again
    }
  }
}
