using Tsumugi.Hub;

namespace Tsumugi.Tests.Datasets.Dois;

internal static class AgencyAccounts
{
    /// <summary>A hub's account at this agency.</summary>
    public static DoiOptions Options(this AgencyServer server, string agency) => new()
    {
        Agency = agency,
        Prefix = AgencyServer.Prefix,
        User = AgencyServer.User,
        Password = AgencyServer.Password,
        Site = AgencyServer.Site,
        Hub = new("https://hub.example.org/"),
        Endpoint = agency == "jalc" ? new(server.Address, "jalc") : server.Address,
        FirstPause = TimeSpan.FromMilliseconds(50),
        LongestPause = TimeSpan.FromMilliseconds(200),
    };
}
