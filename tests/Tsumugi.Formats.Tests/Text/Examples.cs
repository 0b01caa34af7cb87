namespace Tsumugi.Formats.Tests.Text;

/// <summary>A small valid file of each format.</summary>
internal static class Examples
{
    public const string Fasta = """
        >one first of all
        ACGTNRYSWKMBDHVacgtnryswkmbdhv
        ACG
        >two
        MKT*-.

        >empty
        >three	tabbed
        acgu
        A

        """;

    /// <summary>The second read's qualities begin with '@', and go over two lines.</summary>
    public const string Fastq = """
        @r1 sample 1
        ACGTN
        +
        !I~5#
        @r2
        ACGT
        ac
        +r2
        @+>I
        5!
        @r3

        +


        """;

    /// <summary>Three transcripts of one gene, with exons that several share and one coding sequence in parts, after the layout in the specification.</summary>
    public const string Gff3 = """
        ##gff-version 3.1.26
        ##sequence-region ctg123 1 1497228
        # a remark
        ctg123	.	gene	1000	9000	.	+	.	ID=gene1;Name=EDEN
        ctg123	made%09up	TF_binding_site	1000	1012	3.5e-2	?	.	Parent=gene1
        ctg123	.	mRNA	1050	9000	.	+	.	ID=m1;Parent=gene1;Note=50%,a%2Cb%3Bc;
        ctg123	.	mRNA	1300	9000	.	+	.	ID=m2;Parent=gene1
        ctg123	.	exon	1300	1500	.	+	.	ID=e1;Parent=m1,m2;Dbxref=A:1,B:2
        ctg123	.	CDS	1201	1500	.	+	0	ID=c1;Parent=m1
        ctg123	.	CDS	3000	3902	.	+	0	ID=c1;Parent=m1
        ctg123	.	CDS	5000	5500	.	+	1	ID=c1;Parent=m1
        ###
        ctg%3E4	.	region	1	20	.	.	.	.
        ##FASTA
        >ctg123
        ACGT
        ac

        """;

    public const string Vcf = """
        ##fileformat=VCFv4.3
        ##source=a, "made-up" file
        ##contig=<ID=20,length=62435964,species="Homo sapiens">
        ##contig=<ID=X>
        ##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth, \"total\"">
        ##INFO=<ID=AF,Number=A,Type=Float,Description="Frequency">
        ##INFO=<ID=DB,Number=0,Type=Flag,Description="In dbSNP">
        ##FILTER=<ID=q10,Description="Quality below 10">
        ##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
        ##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">
        #CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO	FORMAT	A	B	C	D	E	F	G	H	I	J
        20	14370	rs1;rs2	G	A	29	PASS	DP=14;AF=0.5;DB	GT:DP	0|0:1	1|0:8	1/1	./.:.	0/1:3	0/0	0/0	0/0	.	1
        20	17330	.	T	A,C	3.1	q10;s50	DP=11;AF=0.017,.;NOTE=a%2Cb	GT	0/0	0|1	1/2	2|2	./.	.|1	0/0	0/1	1/1	1|1
        X	0	.	N	<DEL>	.	.	.	GT	0	1	.	0/0/1	0|0	/0/1	|1|1	0/0	0/0	1/1
        20	1110696	m.1	A	.	67	PASS	.	DP	1	2	3	4	5	6	7	8	9	10

        """;
}
