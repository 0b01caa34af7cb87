using Tsumugi.Client.Datasets;
using Tsumugi.Datasets;
using Tsumugi.Ethics.Diseases;

namespace Tsumugi.Tests.Datasets;

public sealed class CreateDatasetTests
{
    [Fact]
    public void Request_with_every_fault_is_told_all_of_them_at_once()
    {
        var read = CreateDataset.Read(new()
        {
            Institution = "",
            Name = "Bad Name",
            Visibility = "moon",
            Licence = "",
            Permission = "Maybe",
            Modifiers = ["Never"],
        }, DiseaseOntologies.Shipped);
        Assert.Equal(["institution", "licence", "modifiers", "name", "permission", "visibility"], read.Refusal!.Fields.Keys);
    }

    [Fact]
    public void Disease_specific_request_names_a_disease()
    {
        var request = new DatasetRequest { Institution = "lab", Name = "good", Licence = "CC0-1.0", Permission = "DiseaseSpecific" };
        Assert.Equal(["diseases"], CreateDataset.Read(request, DiseaseOntologies.Shipped).Refusal!.Fields.Keys);
        Assert.False(CreateDataset.Read(request with { Diseases = ["MONDO:0008903"] }, DiseaseOntologies.Shipped).Refused);
    }
}
