namespace Tsumugi.Datasets.Harvest.Forms;

internal static class NextPage
{
    private const int MostAddress = 8_000;

    /// <summary>Where a page says that the next is: of the same server, or it could send the hub, with its token, to anybody.</summary>
    /// <exception cref="HarvestException">When it leads elsewhere.</exception>
    public static Uri Within(Uri first, string next) =>
        next.Length <= MostAddress && Uri.TryCreate(first, next, out var at) && HarvestHttp.SameOrigin(at, first)
            ? at
            : throw new HarvestException(new($"{first.Host} の次のページが別のサーバーを指しています。", $"The next page of {first.Host} lies on another server.")) { Restart = true };
}
