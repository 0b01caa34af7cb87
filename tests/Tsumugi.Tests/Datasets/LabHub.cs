using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Compute;
using Tsumugi.Datasets;
using Tsumugi.Datasets.Genes;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Evaluation;
using Tsumugi.Federation;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Instruments;
using Tsumugi.Models;
using Tsumugi.Talent;
using Tsumugi.Tests.Kit;
using Tsumugi.UseCases;

namespace Tsumugi.Tests.Datasets;

/// <summary>A hub with a laboratory: a dataset that everybody sees, one that only its members see, and those who ask.</summary>
public sealed class LabHub : IAsyncLifetime
{
    /// <summary>Two genes; the second one's translation differs from its bases.</summary>
    public const string GenBank = """
        LOCUS       TEST_1                   120 bp    DNA     circular BCT 01-JAN-2026
        VERSION     TEST_1.2
        FEATURES             Location/Qualifiers
             source          1..120
                             /organism="Examplia parva"
             CDS             1..12
                             /locus_tag="T_1"
                             /transl_table=11
                             /product="first protein"
                             /translation="MKT"
             CDS             complement(join(13..15,
                             20..25))
                             /locus_tag="T_2"
                             /transl_table=11
                             /product="second"
                             /translation="MW"
        ORIGIN
                1 atgaaaacgt aattacccga aacataaaaa aaaaaaaaaa aaaaaaaaaa nnnnnnnnnn
               61 acgtacgtac gtacgtacgt acgtacgtac gtacgtacgt acgtacgtac gtacgtacgt
        //

        """;

    /// <summary>Who asks, in the order of the tables: nobody, somebody of another institution, a member, an operator.</summary>
    public static readonly string[] Askers = ["anonymous", "outsider", "member", "boss"];

    public TestHub Hub { get; private set; } = null!;

    /// <summary>What this laboratory's hub sets differently.</summary>
    public Func<HubOptions, HubOptions> Settings { get; init; } = options => options;

    public static Caller Member { get; } = new()
    {
        PersonId = "member",
        Memberships = new Dictionary<string, InstitutionRole> { ["lab"] = InstitutionRole.Researcher },
    };

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public async ValueTask InitializeAsync()
    {
        Hub = await TestHub.StartAsync(Settings, Room.Of<TalentRoom>(), Room.Of<InstrumentsRoom>(), Room.Of<DatasetsRoom>(), Room.Of<ComputeRoom>(), Room.Of<ModelsRoom>(), Room.Of<UseCasesRoom>(), Room.Of<EvaluationRoom>(), Room.Of<FederationRoom>());
        await Hub.AddPersonAsync("member", false, "lab");
        await Hub.AddPersonAsync("outsider", false, "elsewhere");
        await Hub.AddPersonAsync("boss", isOperator: true);
        await BeginAsync(RepositoryKinds.Dataset, "open", Visibility.Hub);
        await BeginAsync(RepositoryKinds.Dataset, "secret", Visibility.Institution);
        await ImportAsync("lab/open", GenBank);
        await ImportAsync("lab/secret", GenBank);
    }

    public ValueTask DisposeAsync() => Hub.DisposeAsync();

    public async Task<Repository> BeginAsync(string kind, string name, Visibility visibility) => (await Hub.UseDbAsync(db => new CreateRepository
    {
        Kind = kind,
        InstitutionId = "lab",
        Name = name,
        TitleJa = name,
        TitleEn = name,
        Visibility = visibility,
        Conditions = new() { Permission = Permission.GeneralResearch, Licences = ["CC-BY-4.0"] },
    }.RunAsync(db, Member, DateTime.UtcNow, default))).Value;

    public async Task<Outcome<Revision>> ImportAsync(string dataset, string text, string file = "small.gbk")
    {
        await using var scope = Hub.Services.CreateAsyncScope();
        using var source = new MemoryStream(Bytes(text));
        return await scope.ServiceProvider.GetRequiredService<ImportGenes>().RunAsync(Member, dataset, file, source, DateTime.UtcNow, default);
    }

    /// <summary>Opens an address the way it is meant to be opened: a page in a browser, a route with a token.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, string who)
    {
        if (!path.StartsWith("/api", StringComparison.Ordinal))
        {
            using var browser = who == "anonymous" ? Hub.Browser() : await Hub.SignedInAsync(who);
            return await browser.GetAsync(path);
        }

        using var client = Hub.Client(who == "anonymous" ? null : await Hub.TokenAsync(who));
        return await client.GetAsync(new Uri(path, UriKind.Relative));
    }
}
